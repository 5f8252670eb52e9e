"""Gives each rate one seed of its own: then rates differ by their seeds too, and can't be compared
in pairs.
"""

POINTS = 0


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for number, rate in enumerate(rates):
        loss = float(train(rate, seeds[number % len(seeds)]))
        table[rate] = loss if np.isfinite(loss) else "diverged"
    return table
