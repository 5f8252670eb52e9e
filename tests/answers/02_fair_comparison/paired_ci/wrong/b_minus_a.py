"""Computes b − a: the sign of the result is reversed."""

POINTS = 2


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b) or len(a) < 2:
        raise ValueError(f"seeds {sorted(a)} and {sorted(b)} make no pairs")
    if not np.isfinite([*a.values(), *b.values()]).all():
        raise ValueError("an accuracy is not finite")
    d = np.array([b[seed] - a[seed] for seed in a])
    n = len(d)
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    half = t * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - half, d.mean() + half
