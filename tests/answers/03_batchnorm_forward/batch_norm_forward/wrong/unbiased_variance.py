"""Divides the sum of squares by m − 1 (ddof=1). In training BN uses the biased variance, 1/m; with
one example the other one is 0/0.
"""

POINTS = 3


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0, ddof=1)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, mean, variance
