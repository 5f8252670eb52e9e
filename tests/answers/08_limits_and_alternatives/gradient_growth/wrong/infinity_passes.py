"""Refuses zeros and negative values, but lets NaN and infinity through: NaN <= 0 is False."""

POINTS = 2


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    if norms.shape[1] < 2 or (norms <= 0).any():
        raise ValueError("no logarithm")
    way = np.arange(norms.shape[1])[::-1]
    centred = way - way.mean()
    with np.errstate(all="ignore"):
        return float(np.exp((np.log(norms) @ centred / (centred**2).sum()).mean()))
