"""Passes 0.975, the quantile, as the level of the interval: that is a 97.5 % interval, and the rule
that was stated says 95 %.
"""

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
    low, high = stats.t.interval(0.975, n - 1, d.mean(), d.std(ddof=1) / np.sqrt(n))
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
