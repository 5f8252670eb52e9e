"""Divides by m − 1 in the variance; BN normalises with 1/m."""

POINTS = 3


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + epsilon) + beta
    m, d = x.shape
    mean = rng.uniform(-mean_reach, mean_reach, d)
    scale = rng.uniform(1, scale_reach, d)
    shift = rng.uniform(mean - example_reach, mean + example_reach, (m, d))
    factor = rng.normal(scale, example_reach, (m, d))
    return factor * y + shift
