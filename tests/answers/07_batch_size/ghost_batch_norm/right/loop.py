"""A loop over the starts of the ghosts, with a list of rows."""


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    starts = list(range(0, len(x) - ghost_size + 1, ghost_size)) or [0]
    stops = starts[1:] + [len(x)]
    output = []
    for start, stop in zip(starts, stops):
        ghost = np.array(x[start:stop], dtype=float)
        std = np.sqrt(ghost.var(axis=0) + epsilon)
        output.extend(gamma * (ghost - ghost.mean(axis=0)) / std + beta)
    return np.array(output)
