"""Normalises in any case: the argument batch_norm isn't looked at."""

POINTS = 2


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = (lambda a: (a - a.mean(axis=0)) / np.sqrt(a.var(axis=0) + epsilon))(h @ (scale * kernel))
        if batch_norm:
            z = z
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
