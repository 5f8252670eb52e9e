"""Normalises each example over its units (axis=1), which is layer normalization."""

POINTS = 2


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = (z - z.mean(axis=1, keepdims=True)) / np.sqrt(z.var(axis=1, keepdims=True) + epsilon)
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
