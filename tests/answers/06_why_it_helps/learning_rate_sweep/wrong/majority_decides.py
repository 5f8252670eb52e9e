"""Says "diverged" only where more than half of the runs did, and else takes the mean of the
others.
"""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = np.array([train(rate, seed) for seed in seeds], dtype=float)
        finite = losses[np.isfinite(losses)]
        table[rate] = finite.mean() if finite.size > losses.size / 2 else "diverged"
    return table
