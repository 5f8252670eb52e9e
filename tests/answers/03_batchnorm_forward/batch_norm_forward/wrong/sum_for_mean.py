"""Forgets 1/m: it takes sums over the batch in place of means."""

POINTS = 1


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.sum(axis=0)
    variance = ((x - mean) ** 2).sum(axis=0)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, mean, variance
