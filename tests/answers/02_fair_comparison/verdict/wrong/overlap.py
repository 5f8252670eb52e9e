"""Makes an interval for each network and asks whether the two overlap: what a seed does to both
networks no longer cancels.
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
    half_a, half_b = (stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n) for x in (a, b))
    low = (a.mean() - half_a) - (b.mean() + half_b)
    high = (a.mean() + half_a) - (b.mean() - half_b)
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
