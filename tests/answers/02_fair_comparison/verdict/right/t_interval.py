"""scipy.stats.t.interval, with lists and a loop."""

from scipy import stats


def verdict(a, b, margin=0.0):
    a, b = list(a), list(b)
    if len(a) != len(b):
        raise ValueError("each run needs its partner")
    differences = []
    for x, y in zip(a, b, strict=True):
        if not (np.isfinite(x) and np.isfinite(y)):
            raise ValueError("a run diverged")
        differences.append(x - y)
    n = len(differences)
    if n < 2:
        raise ValueError("one pair has no spread")
    low, high = stats.t.interval(0.95, n - 1, np.mean(differences), stats.sem(differences))
    if low > margin:
        return "a is higher"
    elif high < -margin:
        return "b is higher"
    else:
        return "inconclusive"
