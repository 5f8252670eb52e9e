"""Turns channels first into channels last, calls itself, and turns back."""


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    if channels_first:
        y, mean, variance = batch_norm_conv(np.transpose(x, (0, 2, 3, 1)), gamma, beta, epsilon)
        return np.transpose(y, (0, 3, 1, 2)), mean, variance
    places = x.shape[0] * x.shape[1] * x.shape[2]
    mean = np.einsum("nhwc->c", x) / places
    variance = np.einsum("nhwc->c", (x - mean) ** 2) / places
    return (x - mean) * (gamma / np.sqrt(variance + epsilon)) + beta, mean, variance
