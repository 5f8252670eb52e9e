"""Takes the mean of the runs that finished and forgets those that diverged: what is left is a
selection of lucky seeds.
"""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = np.array([train(rate, seed) for seed in seeds], dtype=float)
        finite = losses[np.isfinite(losses)]
        table[rate] = finite.mean() if finite.size else "diverged"
    return table
