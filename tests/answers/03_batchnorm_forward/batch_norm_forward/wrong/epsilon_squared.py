"""Adds ε² to the variance, as if ε were a standard deviation. It is added to the variance as it is.
"""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(variance + epsilon**2)
    return gamma * x_hat + beta, mean, variance
