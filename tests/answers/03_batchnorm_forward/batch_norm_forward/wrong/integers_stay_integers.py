"""Gives y the dtype of x: for integers every value is cut to a whole number."""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    y = np.zeros_like(x)
    y[:] = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, mean, variance
