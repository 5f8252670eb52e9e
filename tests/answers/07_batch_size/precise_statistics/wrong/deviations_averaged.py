"""Averages standard deviations and squares the result; it is the variances that can be averaged.
"""

POINTS = 2


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    counts = np.asarray(counts, dtype=float)
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(np.sqrt(variances + (means - mean) ** 2), axis=0, weights=counts)
    return mean, variance**2
