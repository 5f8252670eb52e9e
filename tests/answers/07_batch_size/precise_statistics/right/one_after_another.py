"""Merges one batch after another into running statistics (Chan et al.), in a loop."""


def precise_statistics(means, variances, counts):
    mean, spread, total = 0.0, 0.0, 0
    for batch_mean, batch_variance, count in zip(means, variances, counts):
        count = int(count)
        delta = np.asarray(batch_mean, dtype=np.float64) - mean
        spread = spread + np.asarray(batch_variance, dtype=np.float64) * count
        spread = spread + delta**2 * total * count / (total + count)
        total += count
        mean = mean + delta * count / total
    return [mean, spread / total]
