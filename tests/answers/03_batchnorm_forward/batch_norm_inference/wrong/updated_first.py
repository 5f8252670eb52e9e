"""Mixes the batch's statistics into the moving ones before it uses them. Only training does that;
at inference they are constants.
"""

POINTS = 1


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    moving_mean = 0.99 * moving_mean + 0.01 * x.mean(axis=0)
    moving_variance = 0.99 * moving_variance + 0.01 * x.var(axis=0)
    return gamma * (x - moving_mean) / np.sqrt(moving_variance + epsilon) + beta
