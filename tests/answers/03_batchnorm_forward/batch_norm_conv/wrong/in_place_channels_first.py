"""Changes x itself where channels come first: np.moveaxis returns a view, and makes no copy."""

POINTS = 2


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    y = np.moveaxis(x, 1, -1) if channels_first else x.copy()
    mean, variance = y.mean(axis=(0, 1, 2)), y.var(axis=(0, 1, 2))
    y -= mean
    y *= gamma / np.sqrt(variance + epsilon)
    y += beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), mean, variance
