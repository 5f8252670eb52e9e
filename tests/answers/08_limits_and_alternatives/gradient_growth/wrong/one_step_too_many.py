"""Divides by the number of layers: between L layers there are L − 1 steps."""

POINTS = 1


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    ratio = np.log(norms[:, 0]) - np.log(norms[:, -1])
    return float(np.exp(np.mean(ratio) / norms.shape[1]))
