"""Trains with the first seed only: one run says little, and nothing of how much it would differ."""

POINTS = 0


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seeds[0]))]
        table[rate] = float(np.mean(losses)) if np.isfinite(losses).all() else "diverged"
    return table
