"""Averages μ² + σ² and forgets to subtract the square of the mean: that is the second moment."""

POINTS = 1


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    counts = np.asarray(counts, dtype=float)
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(variances + means**2, axis=0, weights=counts)
    return mean, variance
