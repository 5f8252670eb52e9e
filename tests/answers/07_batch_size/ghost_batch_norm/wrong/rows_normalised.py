"""Normalises each row over its units: that is layer normalization, for which ghosts make no
difference.
"""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    y = np.empty(x.shape)
    ghosts = max(len(x) // ghost_size, 1)
    for ghost in range(ghosts):
        start = ghost * ghost_size
        stop = start + ghost_size if ghost < ghosts - 1 else len(x)
        rows = x[start:stop]
        mean, variance = rows.mean(axis=1, keepdims=True), rows.var(axis=1, keepdims=True)
        y[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return y
