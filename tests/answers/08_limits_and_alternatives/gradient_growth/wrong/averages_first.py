"""Averages the runs before it takes the logarithm, so that the run with the largest gradients
decides alone.
"""

POINTS = 2


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    mean = norms.mean(axis=0)
    return float(np.exp(-np.polyfit(np.arange(len(mean)), np.log(mean), 1)[0]))
