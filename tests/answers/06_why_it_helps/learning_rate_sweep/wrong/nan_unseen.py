"""Compares with infinity alone: NaN is neither smaller nor larger than anything, so it passes."""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = "diverged" if max(losses) == np.inf else float(np.mean(losses))
    return table
