"""Returns the standard deviation of the batch, np.std, where the variance is asked for."""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    return gamma * (x - mean) / np.sqrt(deviation**2 + epsilon) + beta, mean, deviation
