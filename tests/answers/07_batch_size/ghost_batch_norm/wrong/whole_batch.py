"""Normalises with the statistics of the whole batch: that is plain BN, without ghosts."""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
