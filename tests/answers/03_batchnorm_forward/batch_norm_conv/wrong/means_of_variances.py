"""Averages the variances of the images: that leaves out how far the images' means lie apart. The
variance is taken over all N · H · W values at once.
"""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(0, 1, 2)), last.var(axis=(1, 2)).mean(axis=0)
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), mean, variance
