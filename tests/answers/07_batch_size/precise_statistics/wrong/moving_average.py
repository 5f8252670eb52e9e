"""Takes a moving average with momentum 0.99, as during training: the last batches count most, and
the start is never forgotten altogether.
"""

POINTS = 0


def precise_statistics(means, variances, counts):
    means, variances = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    mean, variance = np.zeros(means.shape[1]), np.ones(means.shape[1])
    for batch_mean, batch_variance in zip(means, variances):
        mean = 0.99 * mean + 0.01 * batch_mean
        variance = 0.99 * variance + 0.01 * batch_variance
    return mean, variance
