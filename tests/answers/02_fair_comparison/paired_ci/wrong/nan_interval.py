"""Checks nothing but the seeds: with a single pair, or a run that diverged, NaN comes back instead
of a ValueError.
"""

POINTS = 5


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b):
        raise ValueError("other seeds")
    d = np.array([a[seed] - b[seed] for seed in a])
    n = len(d)
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    half = t * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - half, d.mean() + half
