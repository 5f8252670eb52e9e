"""Two one-sided tests against the margin at 2.5 % each."""

from scipy.stats import ttest_1samp


def verdict(a, b, margin=0.0):
    d = np.subtract(a, b) if len(a) == len(b) else np.empty(0)
    if len(d) < 2 or not np.isfinite(d).all():
        raise ValueError("these runs make no pairs")
    if ttest_1samp(d, margin, alternative="greater").pvalue < 0.025:
        return "a is higher"
    if ttest_1samp(d, -margin, alternative="less").pvalue < 0.025:
        return "b is higher"
    return "inconclusive"
