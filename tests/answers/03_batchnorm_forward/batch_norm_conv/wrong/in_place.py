"""Changes x itself, as `-=`, `/=` and `out=` do: they work on the caller's array."""

POINTS = 2


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(0, 1, 2)), last.var(axis=(0, 1, 2))
    last -= mean
    last /= np.sqrt(variance + epsilon)
    y = gamma * last + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), mean, variance
