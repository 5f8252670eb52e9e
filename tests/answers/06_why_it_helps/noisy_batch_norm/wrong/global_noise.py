"""Draws from NumPy's global random numbers and not from rng: the run can't be repeated."""

POINTS = 1


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta
    m, d = x.shape
    mean = np.random.uniform(-mean_reach, mean_reach, d)
    scale = np.random.uniform(1, scale_reach, d)
    shift = np.random.uniform(mean - example_reach, mean + example_reach, (m, d))
    factor = np.random.normal(scale, example_reach, (m, d))
    return factor * y + shift
