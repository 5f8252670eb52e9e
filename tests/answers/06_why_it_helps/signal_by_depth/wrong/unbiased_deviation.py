"""Divides by n − 1 in the standard deviation; np.std's usual 1/n is asked for."""

POINTS = 1


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
        signal.append(z.std(ddof=1))
        h = np.maximum(z, 0)
    return np.array(signal)
