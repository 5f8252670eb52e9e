"""Leaves 0.5 % on either side: that is a 99 % interval, and the rule that was stated says 95 %."""

POINTS = 4


from scipy import stats


def verdict(a, b, margin=0.0):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("no pairs")
    if not np.isfinite([a, b]).all():
        raise ValueError("a run diverged")
    n = len(a)
    d = a - b
    half = stats.t.ppf(0.995, n - 1) * d.std(ddof=1) / np.sqrt(n)
    low, high = d.mean() - half, d.mean() + half
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
