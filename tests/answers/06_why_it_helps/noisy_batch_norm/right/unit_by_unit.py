"""Goes through the units one by one."""


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    out = np.empty(x.shape)
    for j in range(x.shape[1]):
        column = x[:, j]
        x_hat = (column - column.mean()) / np.sqrt(((column - column.mean()) ** 2).mean() + epsilon)
        center, scale = rng.uniform(-mean_reach, mean_reach), rng.uniform(1, scale_reach)
        shift = rng.uniform(center - example_reach, center + example_reach, size=len(x))
        factor = rng.normal(scale, example_reach, size=len(x))
        out[:, j] = factor * (gamma[j] * x_hat + beta[j]) + shift
    return out
