"""Leaves ε out: a unit that is 0 for all examples becomes 0/0."""

POINTS = 1


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = (z - z.mean(axis=0)) / z.std(axis=0)
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
