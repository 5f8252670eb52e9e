"""Gives each row the number of its ghost and sums with np.add.at."""


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    ghosts = max(1, len(x) // ghost_size)
    number = np.minimum(np.arange(len(x)) // ghost_size, ghosts - 1)
    counts = np.bincount(number)[:, None]

    def mean_by_ghost(values):
        sums = np.zeros((ghosts, x.shape[1]))
        np.add.at(sums, number, values)
        return sums / counts

    centred = x - mean_by_ghost(x)[number]
    variance = mean_by_ghost(centred**2)[number]
    return gamma * centred / np.sqrt(variance + epsilon) + beta
