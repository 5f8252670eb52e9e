"""Returns the right y and then updates the moving statistics in place. At inference nothing is
updated.
"""

POINTS = 3


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    y = gamma * (x - moving_mean) / np.sqrt(moving_variance + epsilon) + beta
    moving_mean *= 0.99
    moving_mean += 0.01 * x.mean(axis=0)
    moving_variance *= 0.99
    moving_variance += 0.01 * x.var(axis=0)
    return y
