"""Takes the standard deviation in front of BN; what the ReLU gets comes behind it."""

POINTS = 2


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        signal.append(z.std())
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
        h = np.maximum(z, 0)
    return np.array(signal)
