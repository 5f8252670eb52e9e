"""Collects the points of the walk first, then the gradients; np.linalg.norm over raveled arrays."""


def length(v):
    return np.linalg.norm(np.ravel(v))


def landscape_probe(loss, gradient, w, steps):
    g = np.array(gradient(w))
    if not np.any(g):
        raise ValueError("no direction")
    points = [w - eta * g for eta in steps]
    losses = np.array([loss(p) for p in points])
    distances = np.array([length(gradient(p) - g) for p in points])
    every = np.append(losses, loss(w))
    return {
        "losses": losses,
        "loss_range": np.ptp(every),
        "changes": distances / length(g),
        "smoothness": (distances / [length(p - w) for p in points]).max(),
    }
