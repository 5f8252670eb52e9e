"""Plain Python sums over the flattened arrays."""


def scale_effect(loss, gradient, w, factor):
    import math

    def flat(a):
        return [float(v) for v in np.asarray(a).ravel()]

    weights, g, h = flat(w), flat(gradient(w)), flat(gradient(w * factor))
    norm = lambda values: math.sqrt(sum(v * v for v in values))
    a = loss(w * factor) / loss(w)
    b = norm(h) / norm(g)
    c = sum(u * v for u, v in zip(weights, g)) / (norm(weights) * norm(g))
    return {
        "loss_ratio": a,
        "gradient_ratio": b,
        "cosine": c,
        "invariant": max(abs(a - 1), abs(b * factor - 1), abs(c)) < 1e-6,
    }
