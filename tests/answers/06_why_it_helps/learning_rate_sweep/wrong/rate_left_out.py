"""Leaves rates at which a run diverged out of the table: the reader can't see that they were
tried.
"""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        if np.isfinite(losses).all():
            table[rate] = float(np.mean(losses))
    return table
