"""Takes a single mean and variance over everything: each channel has its own."""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(), last.var()
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), mean, variance
