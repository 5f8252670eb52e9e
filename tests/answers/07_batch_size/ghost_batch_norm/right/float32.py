"""In float32, from a list of bounds."""


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    x = np.asarray(x, np.float32)
    m = len(x)
    k = max(m // ghost_size, 1)
    b = [i * ghost_size for i in range(k)] + [m]
    return np.concatenate(
        [
            (x[s:e] - x[s:e].mean(0)) / np.sqrt(x[s:e].var(0) + np.float32(epsilon)) * gamma + beta
            for s, e in zip(b, b[1:])
        ]
    )
