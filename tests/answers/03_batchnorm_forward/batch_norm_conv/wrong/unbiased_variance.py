"""Divides by N · H · W − 1 (ddof=1): in training BN uses the biased variance."""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(0, 1, 2)), last.var(axis=(0, 1, 2), ddof=1)
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), mean, variance
