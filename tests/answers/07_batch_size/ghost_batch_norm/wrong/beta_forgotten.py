"""Scales by γ and forgets to add β."""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    y = np.empty(x.shape)
    ghosts = max(len(x) // ghost_size, 1)
    for ghost in range(ghosts):
        start = ghost * ghost_size
        stop = start + ghost_size if ghost < ghosts - 1 else len(x)
        rows = x[start:stop]
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        y[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon)
    return y
