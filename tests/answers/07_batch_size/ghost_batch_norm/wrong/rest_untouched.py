"""Leaves the rows that are left over as they came, not normalised at all."""

POINTS = 1


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    y = np.array(x, dtype=float)
    ghosts = len(x) // ghost_size
    for ghost in range(ghosts):
        start = ghost * ghost_size
        stop = start + ghost_size
        rows = x[start:stop]
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        y[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return y
