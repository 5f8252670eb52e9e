"""Uses the constant 1.96: the normal distribution's quantile, and that for 95 % alone."""

POINTS = 3


def paired_ci(a, b, confidence=0.95):
    if set(a) != set(b) or len(a) < 2:
        raise ValueError(f"seeds {sorted(a)} and {sorted(b)} make no pairs")
    if not np.isfinite([*a.values(), *b.values()]).all():
        raise ValueError("an accuracy is not finite")
    d = np.array([a[seed] - b[seed] for seed in a])
    n = len(d)
    half = 1.96 * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - half, d.mean() + half
