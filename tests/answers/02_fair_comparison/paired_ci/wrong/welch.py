"""Treats the two sets of runs as independent (Welch's interval): what a seed does to both networks
no longer cancels.
"""

POINTS = 2


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b) or len(a) < 2:
        raise ValueError(f"seeds {sorted(a)} and {sorted(b)} make no pairs")
    if not np.isfinite([*a.values(), *b.values()]).all():
        raise ValueError("an accuracy is not finite")
    x, y = np.array([*a.values()]), np.array([*b.values()])
    result = stats.ttest_ind(x, y, equal_var=False)
    low, high = result.confidence_interval(confidence)
    return x.mean() - y.mean(), low, high
