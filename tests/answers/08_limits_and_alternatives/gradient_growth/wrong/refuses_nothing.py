"""Refuses nothing: a vanished or overflowed gradient comes back as NaN."""

POINTS = 2


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    way = np.arange(norms.shape[1])[::-1]
    centred = way - way.mean()
    with np.errstate(all="ignore"):
        return float(np.exp((np.log(norms) @ centred / (centred**2).sum()).mean()))
