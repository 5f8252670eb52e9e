"""Makes no ghost at all of a batch that has fewer rows than a ghost; such a batch is one ghost."""

POINTS = 2


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    m = len(x)
    k = m // ghost_size
    b = [i * ghost_size for i in range(k)] + [m]
    return np.concatenate(
        [
            (x[s:e] - x[s:e].mean(0)) / np.sqrt(x[s:e].var(0) + epsilon) * gamma + beta
            for s, e in zip(b, b[1:])
        ]
    )
