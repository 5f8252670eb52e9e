"""Takes one mean and one variance over all rows and units of a ghost; each unit has its own."""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    m = len(x)
    k = max(m // ghost_size, 1)
    b = [i * ghost_size for i in range(k)] + [m]
    return np.concatenate(
        [
            (x[s:e] - x[s:e].mean()) / np.sqrt(x[s:e].var() + epsilon) * gamma + beta
            for s, e in zip(b, b[1:])
        ]
    )
