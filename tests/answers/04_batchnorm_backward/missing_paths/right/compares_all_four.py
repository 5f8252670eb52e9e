"""Computes all four gradients itself and returns the names of the nearest one, as a list."""


def missing_paths(backward):
    rng = np.random.default_rng(5)
    dy, x = rng.normal(1, 2, size=(12, 2)), rng.normal(size=(12, 2))
    gamma, epsilon = np.array([1.0, -2.0]), 0.1
    got = np.asarray(backward(dy, x, gamma, epsilon)[0])
    std = np.sqrt(x.var(axis=0) + epsilon)
    x_hat = (x - x.mean(axis=0)) / std
    distances = {}
    for names in ((), ("mean",), ("variance",), ("mean", "variance")):
        dx = dy.copy()
        if "mean" not in names:
            dx = dx - dy.mean(axis=0)
        if "variance" not in names:
            dx = dx - x_hat * (dy * x_hat).mean(axis=0)
        distances[names] = np.abs(gamma / std * dx - got).max()
    return list(min(distances, key=distances.get))
