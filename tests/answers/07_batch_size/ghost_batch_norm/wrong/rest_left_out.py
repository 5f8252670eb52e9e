"""Drops the rows that are left over: the result has fewer rows than the batch."""

POINTS = 1


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    ghosts = len(x) // ghost_size
    x = x[: ghosts * ghost_size]
    y = np.empty(x.shape)
    for ghost in range(ghosts):
        start = ghost * ghost_size
        stop = start + ghost_size if ghost < ghosts - 1 else len(x)
        rows = x[start:stop]
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        y[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return y
