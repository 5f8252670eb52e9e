"""Adds β but never multiplies by γ."""

POINTS = 3


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return (x - moving_mean) / np.sqrt(moving_variance + epsilon) + beta
