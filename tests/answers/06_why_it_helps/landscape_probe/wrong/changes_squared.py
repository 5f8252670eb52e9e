"""Leaves the roots out of the changes: squares of lengths are compared, not lengths."""

POINTS = 2


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
        changes.append((change / length) ** 2)
        ratios.append(change / (eta * length))
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
