"""Computes in float32."""


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    h, signal = x.astype(np.float32), []
    for kernel in kernels:
        z = h @ kernel.astype(np.float32) * np.float32(scale)
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + np.float32(epsilon))
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
