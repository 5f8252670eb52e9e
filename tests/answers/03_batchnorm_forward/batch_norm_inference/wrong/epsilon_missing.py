"""Leaves ε out, which was there in training: where the moving variance is small, training and
inference no longer agree.
"""

POINTS = 3


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return gamma * (x - moving_mean) / np.sqrt(moving_variance) + beta
