"""Makes a ghost of its own of the rows that are left over. A single row left over would be
normalised to β.
"""

POINTS = 2


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    y = np.empty(x.shape)
    for start in range(0, len(x), ghost_size):
        stop = start + ghost_size
        rows = x[start:stop]
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        y[start:stop] = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
    return y
