"""Gives all examples the same noise: each is to draw its own around the unit's centre."""

POINTS = 3


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    m, d = x.shape
    mean = rng.uniform(-mean_reach, mean_reach, d)
    scale = rng.uniform(1, scale_reach, d)
    return scale * y + mean
