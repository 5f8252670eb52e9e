"""Stops a rate's runs at the first that diverges: the seeds after it are never tried at that rate."""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        total = 0.0
        for seed in seeds:
            loss = train(rate, seed)
            if not np.isfinite(loss):
                table[rate] = "diverged"
                break
            total += loss
        else:
            table[rate] = total / len(seeds)
    return table
