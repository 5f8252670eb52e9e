"""Adds up, and notes on the way whether a run diverged."""


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        total, diverged = 0.0, False
        for seed in seeds:
            loss = train(rate, seed)
            diverged = diverged or not np.isfinite(loss)
            total += loss
        table[rate] = "diverged" if diverged else total / len(seeds)
    return table
