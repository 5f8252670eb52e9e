"""Takes len(squared_norms) for the number of layers: of several runs it is the number of runs."""

POINTS = 2


def gradient_growth(squared_norms):
    g = np.asarray(squared_norms, dtype=float)
    if len(g) < 2 or not np.isfinite(g).all() or (g <= 0).any():
        raise ValueError("bad")
    g = np.atleast_2d(g)
    k = np.arange(g.shape[1])[::-1]
    k = k - k.mean()
    return float(np.exp(np.mean(np.log(g) @ k / (k @ k))))
