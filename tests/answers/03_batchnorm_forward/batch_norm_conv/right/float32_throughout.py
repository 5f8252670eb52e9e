"""Computes and returns float32; adds the axes of γ and β one by one."""


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    x = np.asarray(x, np.float32)
    axes = tuple(axis for axis in range(4) if axis != (1 if channels_first else 3))
    mean, variance = np.mean(x, axes, keepdims=True), np.var(x, axes, keepdims=True)
    gamma, beta = (np.expand_dims(np.float32(array), axes) for array in (gamma, beta))
    y = (x - mean) / np.sqrt(variance + np.float32(epsilon)) * gamma + beta
    return y, mean.squeeze(axes), variance.squeeze(axes)
