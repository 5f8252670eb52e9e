"""Pairs with zip, which silently stops at the shorter list."""

POINTS = 4


from scipy import stats


def verdict(a, b, margin=0.0):
    d = np.array([x - y for x, y in zip(a, b)])
    n = len(d)
    if n < 2 or not np.isfinite(d).all():
        raise ValueError("no pairs")
    half = stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    low, high = d.mean() - half, d.mean() + half
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
