"""Compares the lengths of the two gradients: one that turns around keeps its length, and has
changed all the same.
"""

POINTS = 1


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.sqrt((g**2).sum())
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = w - eta * g
        change = abs(np.sqrt((gradient(there) ** 2).sum()) - length)
        losses.append(loss(there))
        changes.append(change / length)
        ratios.append(change / (eta * length))
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
