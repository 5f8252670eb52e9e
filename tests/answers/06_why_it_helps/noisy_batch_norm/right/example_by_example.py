"""Draws each unit's centre once, then adds noise to one example after another."""


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    center, scale = rng.uniform(-mean_reach, mean_reach, x.shape[1]), rng.uniform(1, scale_reach, x.shape[1])
    rows = []
    for row in y:
        factor = rng.normal(scale, example_reach)
        rows.append(factor * row + rng.uniform(center - example_reach, center + example_reach))
    return np.array(rows)
