"""Takes `ghost_size` for the number of ghosts, and not for the rows in each of them."""

POINTS = 0


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    size = max(len(x) // ghost_size, 1)
    cuts = [size * ghost for ghost in range(1, min(ghost_size, len(x)))]
    parts = [(p - p.mean(axis=0)) / np.sqrt(p.var(axis=0) + epsilon) for p in np.split(x, cuts)]
    return gamma * np.concatenate(parts) + beta
