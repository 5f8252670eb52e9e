"""Takes np.linalg.norm(…, 2): for a matrix that is its largest singular value, not the norm over
all entries.
"""

POINTS = 3


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.linalg.norm(g, 2)
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = w - eta * g
        change = np.linalg.norm(gradient(there) - g, 2)
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
