"""Multiplies by m/(m − 1) for an unbiased estimate; BN's variance is the biased one."""

POINTS = 1


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    counts = np.asarray(counts, dtype=float)
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(variances + (means - mean) ** 2, axis=0, weights=counts)
    total = counts.sum()
    return mean, variance * total / (total - 1)
