"""Returns the difference between the last loss and the first; the extremes may lie in between."""

POINTS = 3


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.sqrt((g**2).sum())
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = w - eta * g
        change = np.sqrt(((gradient(there) - g) ** 2).sum())
        losses.append(loss(there))
        changes.append(change / length)
        ratios.append(change / (eta * length))
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": abs(met[-1] - met[0]),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
