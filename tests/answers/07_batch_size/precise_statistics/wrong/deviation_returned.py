"""Returns the standard deviation where the variance was asked for."""

POINTS = 1


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    counts = np.asarray(counts, dtype=float)
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(variances + (means - mean) ** 2, axis=0, weights=counts)
    return mean, np.sqrt(variance)
