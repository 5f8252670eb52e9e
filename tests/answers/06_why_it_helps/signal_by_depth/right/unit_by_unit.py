"""Normalises unit by unit in a loop, in place on an array of its own."""


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal = np.zeros(len(kernels))
    h = x.copy()
    for layer in range(len(kernels)):
        z = scale * np.einsum("mi,ij->mj", h, kernels[layer])
        if batch_norm:
            for unit in range(z.shape[1]):
                spread = np.sqrt(np.var(z[:, unit]) + epsilon)
                z[:, unit] = (z[:, unit] - np.mean(z[:, unit])) / spread
        signal[layer] = np.sqrt(np.mean(z**2) - np.mean(z) ** 2)
        z[z < 0] = 0
        h = z
    return signal
