"""Comprehensions throughout; the ratio from the changes."""


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w.copy())
    norm = np.linalg.norm(g)
    if norm == 0:
        raise ValueError("stationary point")
    steps = np.asarray(steps, dtype=float)
    changes = np.array([np.linalg.norm(gradient(w - eta * g) - g) / norm for eta in steps])
    losses = np.array([float(loss(w - eta * g)) for eta in steps])
    highest, lowest = max(losses.max(), loss(w)), min(losses.min(), loss(w))
    return dict(
        losses=losses, changes=changes, loss_range=highest - lowest, smoothness=np.max(changes / steps)
    )
