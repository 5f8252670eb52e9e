"""Rounds what it returns to four decimals, as the example prints it: a verdict needs all digits."""

POINTS = 2


from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b) or len(a) < 2:
        raise ValueError(f"seeds {sorted(a)} and {sorted(b)} make no pairs")
    if not np.isfinite([*a.values(), *b.values()]).all():
        raise ValueError("an accuracy is not finite")
    d = np.array([a[seed] - b[seed] for seed in a])
    n = len(d)
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    half = t * d.std(ddof=1) / np.sqrt(n)
    return tuple(round(x, 4) for x in (d.mean(), d.mean() - half, d.mean() + half))
