"""Leaves ε out: a unit that is constant over the batch becomes 0/0, which is NaN."""

POINTS = 5


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(variance)
    return gamma * x_hat + beta, mean, variance
