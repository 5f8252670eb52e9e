"""Marks divergence by another text than "diverged", which no other function will recognise."""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = float(np.mean(losses)) if np.isfinite(losses).all() else "NaN"
    return table
