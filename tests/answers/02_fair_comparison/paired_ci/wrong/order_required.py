"""Refuses dictionaries with the same seeds in different orders: runs finish in any order, and the seed
says which belong together.
"""

POINTS = 5


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if list(a) != list(b) or len(a) < 2:
        raise ValueError(f"seeds {sorted(a)} and {sorted(b)} make no pairs")
    if not np.isfinite([*a.values(), *b.values()]).all():
        raise ValueError("an accuracy is not finite")
    d = np.array([a[seed] - b[seed] for seed in a])
    n = len(d)
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    half = t * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - half, d.mean() + half
