"""Takes the standard deviation of what the ReLU returns; what it gets is asked for."""

POINTS = 1


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
        signal.append(np.maximum(z, 0).std())
        h = np.maximum(z, 0)
    return np.array(signal)
