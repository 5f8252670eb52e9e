"""Takes the statistics over the places of each image (axes 1 and 2). That is instance
normalization: BN includes the examples of the batch.
"""

POINTS = 0


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    last = np.moveaxis(x, 1, -1) if channels_first else x
    mean, variance = last.mean(axis=(1, 2), keepdims=True), last.var(axis=(1, 2), keepdims=True)
    y = gamma * (last - mean) / np.sqrt(variance + epsilon) + beta
    return (np.moveaxis(y, -1, 1) if channels_first else y), np.squeeze(mean), np.squeeze(variance)
