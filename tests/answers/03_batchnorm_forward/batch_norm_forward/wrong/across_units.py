"""Normalises each example over its units (axis=1). That is layer normalization: BN takes the
statistics of each unit over the examples of the batch, axis=0.
"""

POINTS = 1


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=1, keepdims=True)
    variance = x.var(axis=1, keepdims=True)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, mean.ravel(), variance.ravel()
