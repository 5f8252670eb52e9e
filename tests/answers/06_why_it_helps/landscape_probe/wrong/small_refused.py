"""Refuses small gradients as well: a small one has a direction, only 0 has none."""

POINTS = 3


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    if np.allclose(g, 0, atol=1e-3):
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
