"""Normalises with the mean and variance of the batch that came. At inference the moving statistics
take their place, whatever comes.
"""

POINTS = 1


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
