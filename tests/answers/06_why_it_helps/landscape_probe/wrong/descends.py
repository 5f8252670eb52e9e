"""Follows gradient descent, with a new gradient at each point: the walk is to go straight, along
the gradient at w.
"""

POINTS = 0


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.sqrt((g**2).sum())
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    there = w
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = there - eta * gradient(there)
        change = np.sqrt(((gradient(there) - g) ** 2).sum())
        losses.append(loss(there))
        changes.append(change / length)
        ratios.append(change / np.sqrt(((there - w) ** 2).sum()))
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
