"""Keeps the lowest and highest loss and the largest ratio in one loop."""


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    norm = float(np.sum(g * g)) ** 0.5
    if norm < 1e-300:
        raise ValueError("gradient is zero")
    low = high = loss(w)
    smoothness, losses, changes = 0.0, [], []
    for eta in steps:
        there = np.subtract(w, np.multiply(eta, g))
        here = loss(there)
        low, high = min(low, here), max(high, here)
        change = float(np.sum((gradient(there) - g) ** 2)) ** 0.5 / norm
        smoothness = max(smoothness, change / eta)
        losses.append(here)
        changes.append(change)
    return {"losses": losses, "loss_range": high - low, "changes": changes, "smoothness": smoothness}
