"""Norms by np.linalg.norm, the range by np.ptp, lists and floats in the dict."""


def landscape_probe(loss, gradient, w, steps):
    w = np.array(w, dtype=float)
    g = np.array(gradient(w))
    length = np.linalg.norm(g)
    if not np.any(g):
        raise ValueError("no direction")
    points = [w - eta * g for eta in steps]
    losses = [float(loss(point)) for point in points]
    changes = [float(np.linalg.norm(gradient(point) - g) / length) for point in points]
    smoothness = max(change / eta for change, eta in zip(changes, steps))
    spread = float(np.ptp([loss(w), *losses]))
    return {"losses": losses, "loss_range": spread, "changes": changes, "smoothness": smoothness}
