"""Takes the statistics of each example over places and channels. That is layer normalization: BN
keeps the channels apart and includes the examples.
"""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(1, 2, 3), keepdims=True), last.var(axis=(1, 2, 3), keepdims=True)
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), np.squeeze(mean), np.squeeze(variance)
