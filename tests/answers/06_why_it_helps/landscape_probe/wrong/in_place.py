"""Moves the caller's w itself: every step starts from where the last one ended, and w is another
afterwards.
"""

POINTS = 0


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = np.sqrt((g**2).sum())
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, met = [], [], [loss(w)]
    for eta in steps:
        w -= eta * g
        losses.append(loss(w))
        changes.append(np.sqrt(((gradient(w) - g) ** 2).sum()) / length)
    met += losses
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(change / eta for change, eta in zip(changes, steps)),
    }
