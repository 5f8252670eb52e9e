"""Trains each pair twice, once to look for divergence and once for the mean: it costs double, and
need not give the same.
"""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        if all(np.isfinite(train(rate, seed)) for seed in seeds):
            table[rate] = float(np.mean([train(rate, seed) for seed in seeds]))
        else:
            table[rate] = "diverged"
    return table
