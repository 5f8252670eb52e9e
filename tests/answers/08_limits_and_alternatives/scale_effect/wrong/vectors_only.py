"""Uses w @ gradient, which is a single number for vectors, but a matrix for matrices."""

POINTS = 1


def scale_effect(loss, gradient, w, factor):
    here, there = gradient(w), gradient(factor * w)
    size, scaled_size = np.sqrt((here**2).sum()), np.sqrt((there**2).sum())
    loss_ratio = loss(factor * w) / loss(w)
    gradient_ratio = scaled_size / size
    cosine = (w @ here) / (np.sqrt((w**2).sum()) * size)
    invariant = (
        abs(loss_ratio - 1) < 1e-6
        and abs(factor * gradient_ratio - 1) < 1e-6
        and abs(cosine) < 1e-6
    )
    return {
        "loss_ratio": loss_ratio,
        "gradient_ratio": gradient_ratio,
        "cosine": cosine,
        "invariant": invariant,
    }
