"""Names the axes and keeps them, for both orders."""


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    axes = (0, 2, 3) if channels_first else (0, 1, 2)
    shape = (1, -1, 1, 1) if channels_first else (1, 1, 1, -1)
    mean = x.mean(axis=axes, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=axes, keepdims=True)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma.reshape(shape) * x_hat + beta.reshape(shape), mean.ravel(), variance.ravel()
