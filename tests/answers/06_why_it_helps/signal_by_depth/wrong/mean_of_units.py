"""Averages the units' own standard deviations: that leaves out how far the units' means lie apart."""

POINTS = 1


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
        signal.append(z.std(axis=0).mean())
        h = np.maximum(z, 0)
    return np.array(signal)
