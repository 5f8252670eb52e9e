"""Goes through the seeds first: which loop is the outer one doesn't matter."""


def learning_rate_sweep(train, rates, seeds):
    losses = {rate: [] for rate in rates}
    for seed in seeds:
        for rate in rates:
            losses[rate].append(train(learning_rate=rate, seed=seed))
    means = {rate: np.mean(values) for rate, values in losses.items()}
    return {rate: mean if np.isfinite(mean) else "diverged" for rate, mean in means.items()}
