"""Calls train(seed, rate): the learning rate comes first."""

POINTS = 0


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(seed, rate)) for seed in seeds]
        table[rate] = float(np.mean(losses)) if np.isfinite(losses).all() else "diverged"
    return table
