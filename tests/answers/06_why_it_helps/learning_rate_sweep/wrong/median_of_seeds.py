"""Reports the median of the seeds, where the mean is asked for."""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = float(np.median(losses)) if np.isfinite(losses).all() else "diverged"
    return table
