"""Puts the noise in front of BN: BN takes mean and scale of the noise away again."""

POINTS = 2


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    m, d = x.shape
    mean = rng.uniform(-mean_reach, mean_reach, d)
    scale = rng.uniform(1, scale_reach, d)
    x = rng.normal(scale, example_reach, (m, d)) * x + rng.uniform(mean - example_reach, mean + example_reach, (m, d))
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
