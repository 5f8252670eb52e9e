"""Writes the result into `x`: whoever still needs the activations, the backward pass for example,
finds others there.
"""

POINTS = 2


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    ghosts = max(len(x) // ghost_size, 1)
    for ghost in range(ghosts):
        start = ghost * ghost_size
        stop = start + ghost_size if ghost < ghosts - 1 else len(x)
        rows = x[start:stop]
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        x[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return x
