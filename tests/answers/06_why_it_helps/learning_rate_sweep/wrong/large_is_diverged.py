"""Calls a run diverged because its loss is large: a large finite loss is a number like any other."""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    table = {}
    for rate in rates:
        losses = [float(train(rate, seed)) for seed in seeds]
        table[rate] = float(np.mean(losses)) if np.isfinite(losses).all() and max(losses) < 1e6 else "diverged"
    return table
