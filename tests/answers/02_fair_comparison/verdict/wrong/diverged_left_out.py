"""Leaves out the pairs with NaN or infinity: a run that diverged is a result, and without it its
network looks better.
"""

POINTS = 4


from scipy import stats


def verdict(a, b, margin=0.0):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(a) != len(b):
        raise ValueError("no pairs")
    kept = np.isfinite(a) & np.isfinite(b)
    a, b = a[kept], b[kept]
    n = len(a)
    if n < 2:
        raise ValueError("no pairs")
    d = a - b
    half = stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    low, high = d.mean() - half, d.mean() + half
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
