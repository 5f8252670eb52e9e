"""Draws the centre anew for each example: then the noise has mean 0 over the batch, and the unit's
distribution isn't shifted.
"""

POINTS = 2


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    m, d = x.shape
    mean = rng.uniform(-mean_reach, mean_reach, (m, d))
    scale = rng.uniform(1, scale_reach, (m, d))
    shift = rng.uniform(mean - example_reach, mean + example_reach, (m, d))
    factor = rng.normal(scale, example_reach, (m, d))
    return factor * y + shift
