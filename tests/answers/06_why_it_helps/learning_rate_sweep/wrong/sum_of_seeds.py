"""Adds the losses up without dividing by the number of seeds."""

POINTS = 1


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = sum(losses) if np.isfinite(losses).all() else "diverged"
    return table
