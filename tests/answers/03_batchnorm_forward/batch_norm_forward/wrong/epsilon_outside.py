"""Adds ε to the standard deviation, outside the root. It belongs to the variance: √(σ² + ε)."""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    x_hat = (x - mean) / (np.sqrt(variance) + epsilon)
    return gamma * x_hat + beta, mean, variance
