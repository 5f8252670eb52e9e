"""Draws all noise before it normalises."""


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    means = rng.uniform(-mean_reach, mean_reach, size=(1, x.shape[1]))
    shifts = means + rng.uniform(-example_reach, example_reach, size=x.shape)
    scales = rng.uniform(1.0, scale_reach, size=(1, x.shape[1]))
    factors = scales + rng.normal(0.0, example_reach, size=x.shape)
    variance = np.mean(x**2, axis=0) - np.mean(x, axis=0) ** 2
    y = (x - np.mean(x, axis=0)) * (gamma / np.sqrt(variance + epsilon)) + beta
    return y * factors + shifts
