"""Forgets 1/m in the variance: it divides by the root of the sum of squares, so that the result
shrinks as the batch grows.
"""

POINTS = 2


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = ((x - mean) ** 2).sum(axis=0)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, mean, variance
