"""An array of all losses, and its rows' means."""

import math


def learning_rate_sweep(train, rates, seeds):
    losses = np.array([[train(rate, seed) for seed in seeds] for rate in rates], dtype=float)
    table = {}
    for rate, mean in zip(rates, losses.mean(axis=1)):
        table[rate] = mean if math.isfinite(mean) else "diverged"
    return table
