"""Returns images with channels first in the other order: y has to have the shape of x."""

POINTS = 2


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(0, 1, 2)), last.var(axis=(0, 1, 2))
    return gamma * (last - mean) / np.sqrt(variance + epsilon) + beta, mean, variance
