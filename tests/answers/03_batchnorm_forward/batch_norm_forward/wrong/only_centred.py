"""Subtracts the mean and never divides by the standard deviation."""

POINTS = 3


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    return gamma * (x - mean) + beta, mean, variance
