"""Turns (N, C, H, W) into rows with reshape(-1, C), which mixes channels and places: the axis has
to be moved to the end first.
"""

POINTS = 2


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    channels = x.shape[1] if channels_first else x.shape[-1]
    rows = x.reshape(-1, channels)
    mean, variance = rows.mean(axis=0), rows.var(axis=0)
    y = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return y.reshape(x.shape), mean, variance
