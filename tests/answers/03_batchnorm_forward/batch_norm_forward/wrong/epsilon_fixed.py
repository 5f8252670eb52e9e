"""Uses 1e-3 whatever `epsilon` says: the argument is never read."""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(variance + 1e-3)
    return gamma * x_hat + beta, mean, variance
