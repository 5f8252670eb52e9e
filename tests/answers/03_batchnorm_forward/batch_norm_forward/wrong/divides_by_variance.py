"""Divides by the variance: the root is missing, so the result has no standard deviation of 1."""

POINTS = 3


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    x_hat = (x - mean) / (variance + epsilon)
    return gamma * x_hat + beta, mean, variance
