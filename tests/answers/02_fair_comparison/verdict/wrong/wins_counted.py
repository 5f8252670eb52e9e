"""Counts in how many pairs a is higher and takes the majority."""

POINTS = 3


def verdict(a, b, margin=0.0):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("no pairs")
    if not np.isfinite([a, b]).all():
        raise ValueError("a run diverged")
    n = len(a)
    d = a - b
    wins, losses = (d > margin).sum(), (d < -margin).sum()
    if wins > losses:
        return "a is higher"
    return "b is higher" if losses > wins else "inconclusive"
