"""Never normalises: the argument batch_norm isn't looked at."""

POINTS = 2


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            z = z
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
