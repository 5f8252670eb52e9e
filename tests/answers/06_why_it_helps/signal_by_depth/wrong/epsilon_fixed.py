"""Uses an ε of 0.001 whatever is passed in."""

POINTS = 2


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-3)
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
