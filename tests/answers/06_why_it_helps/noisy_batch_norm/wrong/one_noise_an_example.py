"""Gives an example the same noise in all its units: it is to be drawn for each of them."""

POINTS = 3


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    m, d = x.shape
    mean = rng.uniform(-mean_reach, mean_reach, d)
    scale = rng.uniform(1, scale_reach, d)
    shift = mean + rng.uniform(-example_reach, example_reach, (m, 1))
    factor = scale + rng.normal(0, example_reach, (m, 1))
    return factor * y + shift
