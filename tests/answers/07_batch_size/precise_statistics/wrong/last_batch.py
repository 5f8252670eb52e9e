"""Returns the statistics of the last batch, the one after which the weights were final."""

POINTS = 0


def precise_statistics(means, variances, counts):
    return np.asarray(means, dtype=float)[-1], np.asarray(variances, dtype=float)[-1]
