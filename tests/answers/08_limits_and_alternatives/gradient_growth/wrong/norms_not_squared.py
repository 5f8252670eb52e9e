"""Takes the root of the squared norms first: that gives the growth of the norm, which is the
root of λ.
"""

POINTS = 1


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    layers = np.arange(norms.shape[1])
    slopes = [np.polyfit(layers, np.log(np.sqrt(run)), 1)[0] for run in norms]
    return float(np.exp(-np.mean(slopes)))
