"""Returns γx + β: the moving statistics are never used."""

POINTS = 1


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return gamma * x + beta
