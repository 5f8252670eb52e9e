"""Compares each gradient with that of the point before; all are to be compared with the gradient
at w.
"""

POINTS = 2


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.sqrt((g**2).sum())
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios, last = [], [], [], g
    for eta in steps:
        there = w - eta * g
        ratios.append(np.sqrt(((gradient(there) - g) ** 2).sum()) / (eta * length))
        changes.append(np.sqrt(((gradient(there) - last) ** 2).sum()) / length)
        losses.append(loss(there))
        last = gradient(there)
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
