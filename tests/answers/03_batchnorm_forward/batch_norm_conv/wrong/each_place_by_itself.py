"""Takes the statistics over the examples alone (axis 0), one for each place of the image. A channel
has one mean and one variance, over examples and places.
"""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=0, keepdims=True), last.var(axis=0, keepdims=True)
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), mean[0], variance[0]
