"""Subtracts the mean of the batch and divides by the moving standard deviation: both statistics are
the moving ones.
"""

POINTS = 1


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(moving_variance + epsilon) + beta
