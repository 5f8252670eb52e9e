"""Subtracts the mean and doesn't divide: the spread still grows with the scale."""

POINTS = 2


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = z - z.mean(axis=0)
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
