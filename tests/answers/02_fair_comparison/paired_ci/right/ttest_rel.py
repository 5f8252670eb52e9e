"""scipy.stats.ttest_rel, whose result has an interval."""

from scipy.stats import ttest_rel


def paired_ci(a, b, confidence=0.95):
    seeds = list(a)
    if sorted(seeds) != sorted(b):
        raise ValueError("other seeds")
    if len(seeds) <= 1:
        raise ValueError("one pair has no spread")
    x, y = ([runs[seed] for seed in seeds] for runs in (a, b))
    if any(not np.isfinite(value) for value in x + y):
        raise ValueError("not finite")
    interval = ttest_rel(x, y).confidence_interval(confidence_level=confidence)
    return np.array([np.mean(x) - np.mean(y), interval.low, interval.high])
