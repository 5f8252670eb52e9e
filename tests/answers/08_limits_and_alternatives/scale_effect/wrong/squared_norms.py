"""Forgets the root: the ratio of the squared norms is the square of the ratio asked for."""

POINTS = 2


def scale_effect(loss, gradient, w, factor):
    here, there = gradient(w), gradient(factor * w)
    size, scaled_size = np.sqrt((here**2).sum()), np.sqrt((there**2).sum())
    loss_ratio = loss(factor * w) / loss(w)
    gradient_ratio = scaled_size**2 / size**2
    cosine = (w * here).sum() / (np.sqrt((w**2).sum()) * size)
    invariant = (
        abs(loss_ratio - 1) < 1e-6
        and abs(factor**2 * gradient_ratio - 1) < 1e-6
        and abs(cosine) < 1e-6
    )
    return {
        "loss_ratio": loss_ratio,
        "gradient_ratio": gradient_ratio,
        "cosine": cosine,
        "invariant": invariant,
    }
