"""Calls itself for the layers that are left."""


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    if len(kernels) == 0:
        return np.array([])
    z = (x * scale) @ kernels[0]
    if batch_norm:
        z = (z - np.average(z, axis=0)) / np.sqrt(np.var(z, axis=0) + epsilon)
    rest = signal_by_depth(z * (z > 0), kernels[1:], scale, batch_norm, epsilon)
    return np.concatenate([[z.std()], rest])
