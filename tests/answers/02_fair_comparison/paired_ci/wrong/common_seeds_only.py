"""Leaves out seeds that only one of the two has, without a word: the runs that are missing may be
those that failed.
"""

POINTS = 5


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    seeds = sorted(set(a) & set(b))
    if len(seeds) < 2:
        raise ValueError("fewer than two pairs")
    d = np.array([a[seed] - b[seed] for seed in seeds])
    if not np.isfinite(d).all():
        raise ValueError("an accuracy is not finite")
    n = len(d)
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    half = t * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - half, d.mean() + half
