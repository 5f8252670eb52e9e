"""Never looks at `channels_first`: in images of shape (N, C, H, W) it takes the last axis, the
columns, for channels.
"""

POINTS = 2


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, mean, variance
