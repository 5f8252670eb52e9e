"""Uses the test for independent runs (ttest_ind): what a seed does to both networks no longer
cancels.
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
    interval = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    low, high = interval.low, interval.high
    if low > margin:
        return "a is higher"
    if high < -margin:
        return "b is higher"
    return "inconclusive"
