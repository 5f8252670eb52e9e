"""Takes the variance with 1/(m − 1); BN normalises with the biased one. A ghost of one row then
has no variance at all.
"""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    y = np.empty(x.shape)
    ghosts = max(len(x) // ghost_size, 1)
    for ghost in range(ghosts):
        start = ghost * ghost_size
        stop = start + ghost_size if ghost < ghosts - 1 else len(x)
        rows = x[start:stop]
        mean, variance = rows.mean(axis=0), rows.var(axis=0, ddof=1)
        y[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return y
