"""The interval that scipy.stats.ttest_rel gives."""

from scipy.stats import ttest_rel


def verdict(a, b, margin=0.0):
    if len(a) != len(b) or len(a) < 2 or not np.all(np.isfinite([*a, *b])):
        raise ValueError("these runs make no pairs")
    if np.array_equal(a, b):
        return "inconclusive"
    low, high = ttest_rel(a, b).confidence_interval(0.95)
    return "a is higher" if low > margin else "b is higher" if high < -margin else "inconclusive"
