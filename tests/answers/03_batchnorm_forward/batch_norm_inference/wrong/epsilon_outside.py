"""Adds ε to the standard deviation, outside the root. It belongs to the variance: √(σ² + ε)."""

POINTS = 3


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return gamma * (x - moving_mean) / (np.sqrt(moving_variance) + epsilon) + beta
