"""Draws in another order, and shifts the noise of each example by hand."""


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    m, d = x.shape
    scale = 1 + (scale_reach - 1) * rng.random(d)
    factor = scale + example_reach * rng.standard_normal((m, d))
    mean = mean_reach * (2 * rng.random((1, d)) - 1)
    shift = mean + example_reach * (2 * rng.random((m, d)) - 1)
    x_hat = (x - np.mean(x, 0)) / np.sqrt(np.var(x, 0) + epsilon)
    return factor * (gamma * x_hat + beta) + shift
