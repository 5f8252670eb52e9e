"""Takes the variance between the means with 1/(batches − 1): the means of all batches are no
sample, they make up the population.
"""

POINTS = 2


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    counts = np.asarray(counts, dtype=float)
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(variances, axis=0, weights=counts) + np.average((means - mean) ** 2, axis=0, weights=counts) * len(counts) / max(len(counts) - 1, 1)
    return mean, variance
