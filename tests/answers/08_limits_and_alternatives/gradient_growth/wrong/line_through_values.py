"""Fits a straight line to the values themselves: what grows by a factor a layer is a line on a
logarithmic scale.
"""

POINTS = 1


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    layers = np.arange(norms.shape[1])
    slope, start = np.polyfit(layers, norms.mean(axis=0), 1)
    return float(1 - slope / norms.mean())
