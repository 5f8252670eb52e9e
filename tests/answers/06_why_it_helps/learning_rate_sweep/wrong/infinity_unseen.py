"""Looks for NaN alone: an infinite loss makes an infinite mean, and isn't called diverged."""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = "diverged" if np.isnan(losses).any() else float(np.mean(losses))
    return table
