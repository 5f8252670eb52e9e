"""Draws the centres from normal distributions; they are uniform, within the reach."""

POINTS = 3


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    m, d = x.shape
    mean = rng.normal(0, mean_reach, d)
    scale = rng.normal(1, scale_reach - 1, d)
    shift = rng.uniform(mean - example_reach, mean + example_reach, (m, d))
    factor = rng.normal(scale, example_reach, (m, d))
    return factor * y + shift
