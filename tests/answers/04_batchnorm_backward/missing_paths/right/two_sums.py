"""Tests the two sums with inputs in which both paths matter."""


def missing_paths(backward):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 3))
    dy = rng.normal(size=(30, 3)) + x + 1
    dx, _, _ = backward(dy, x, np.ones(3), 1e-6)
    x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-6)
    missing = set()
    if np.abs(np.sum(dx, axis=0)).max() > 1e-2:
        missing.add("mean")
    if np.abs(np.sum(dx * x_hat, axis=0)).max() > 1e-2:
        missing.add("variance")
    return missing
