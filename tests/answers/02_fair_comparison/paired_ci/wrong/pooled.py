"""Pools the spread of both networks and takes 2n − 2 degrees of freedom, as for independent runs:
what a seed does to both no longer cancels.
"""

POINTS = 2


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b) or len(a) < 2:
        raise ValueError(f"seeds {sorted(a)} and {sorted(b)} make no pairs")
    if not np.isfinite([*a.values(), *b.values()]).all():
        raise ValueError("an accuracy is not finite")
    x, y = np.array([*a.values()]), np.array([*b.values()])
    n, mean = len(x), x.mean() - y.mean()
    error = np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / n)
    half = stats.t.ppf((1 + confidence) / 2, 2 * n - 2) * error
    return mean, mean - half, mean + half
