"""Uses a test of ranks (Wilcoxon) instead of the interval that the rule names: with five pairs or
fewer it can't find anything, however clear.
"""

POINTS = 1


from scipy import stats


def verdict(a, b, margin=0.0):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("no pairs")
    if not np.isfinite([a, b]).all():
        raise ValueError("a run diverged")
    n = len(a)
    higher = stats.wilcoxon(a - b - margin, alternative="greater").pvalue
    lower = stats.wilcoxon(a - b + margin, alternative="less").pvalue
    if higher < 0.025:
        return "a is higher"
    return "b is higher" if lower < 0.025 else "inconclusive"
