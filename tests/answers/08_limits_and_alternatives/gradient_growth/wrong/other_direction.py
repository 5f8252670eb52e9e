"""Measures the growth from the input to the output: the gradient travels from the output back to
the input.
"""

POINTS = 1


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or not np.isfinite(norms).all() or (norms <= 0).any():
        raise ValueError("no logarithm")
    layers = np.arange(norms.shape[1])
    slopes = [np.polyfit(layers, np.log(run), 1)[0] for run in norms]
    return float(np.exp(np.mean(slopes)))
