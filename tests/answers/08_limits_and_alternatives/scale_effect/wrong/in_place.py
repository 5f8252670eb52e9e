"""Multiplies the array w itself by the factor, so that the caller's weights are ten times as
large afterwards.
"""

POINTS = 2


def scale_effect(loss, gradient, w, factor):
    before, here = loss(w), gradient(w).copy()
    size = np.sqrt((here**2).sum())
    cosine = (w * here).sum() / (np.sqrt((w**2).sum()) * size)
    w *= factor
    loss_ratio = loss(w) / before
    gradient_ratio = np.sqrt((gradient(w) ** 2).sum()) / size
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
