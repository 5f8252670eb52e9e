"""Counts every batch alike: the few examples of the smaller last batch weigh as much as a whole
batch.
"""

POINTS = 2


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    counts = np.asarray(counts, dtype=float)
    mean = np.average(means, axis=0)
    variance = np.average(variances + (means - mean) ** 2, axis=0)
    return mean, variance
