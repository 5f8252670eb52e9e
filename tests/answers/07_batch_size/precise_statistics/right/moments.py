"""Wu & Johnson's formula with weights: E[μ² + σ²] − μ²."""


def precise_statistics(means, variances, counts):
    m = np.asarray(means, dtype=np.float64)
    share = np.asarray(counts)[:, None] / np.sum(counts)
    mean = (share * m).sum(axis=0)
    return mean, (share * (m**2 + np.asarray(variances, dtype=np.float64))).sum(axis=0) - mean**2
