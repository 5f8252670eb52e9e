"""Walks a distance η along g/‖g‖: a gradient step has the length η‖g‖."""

POINTS = 0


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.sqrt((g**2).sum())
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = w - eta * g / length
        change = np.sqrt(((gradient(there) - g) ** 2).sum())
        losses.append(loss(there))
        changes.append(change / length)
        ratios.append(change / eta)
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
