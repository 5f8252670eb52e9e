"""Returns the slope of the logarithms, log λ, in place of λ."""

POINTS = 1


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    layers = np.arange(norms.shape[1])
    slopes = [np.polyfit(layers, np.log(run), 1)[0] for run in norms]
    return float(-np.mean(slopes))
