"""Takes the two orders for each other: it looks for the channels on axis 1 where they are last, and
last where they are first.
"""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = x if channels_first else np.moveaxis(x, 1, -1)
    mean, variance = last.mean(axis=(0, 1, 2)), last.var(axis=(0, 1, 2))
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (y if channels_first else np.moveaxis(y, -1, 1)), mean, variance
