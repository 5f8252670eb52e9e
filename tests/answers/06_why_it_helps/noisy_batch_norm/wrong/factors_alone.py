"""Only multiplies: the shifts, the noise's mean, are missing."""

POINTS = 2


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    m, d = x.shape
    scale = rng.uniform(1, scale_reach, d)
    factor = rng.normal(scale, example_reach, (m, d))
    return factor * y
