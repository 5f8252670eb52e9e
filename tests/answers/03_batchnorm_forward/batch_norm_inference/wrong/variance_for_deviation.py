"""Divides by the moving variance: the root is missing."""

POINTS = 1


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return gamma * (x - moving_mean) / (moving_variance + epsilon) + beta
