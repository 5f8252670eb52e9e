"""Takes the statistics over examples and rows, and forgets the columns: for channels last the axes
are 0, 1 and 2.
"""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(0, 1), keepdims=True), last.var(axis=(0, 1), keepdims=True)
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), np.squeeze(mean), np.squeeze(variance)
