"""Averages the ratios of neighbouring layers: noise makes that mean too large."""

POINTS = 2


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    return float((norms[:, :-1] / norms[:, 1:]).mean())
