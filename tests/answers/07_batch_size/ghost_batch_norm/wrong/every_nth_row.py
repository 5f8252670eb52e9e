"""Puts every n-th row into a ghost, instead of rows that stand next to one another."""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    y = np.empty(x.shape)
    ghosts = max(len(x) // ghost_size, 1)
    for ghost in range(ghosts):
        rows = x[ghost::ghosts]
        normalised = (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + epsilon)
        y[ghost::ghosts] = gamma * normalised + beta
    return y
