"""Accepts deviations of a percent as rounding: with a small ε a network is nearly, but not
exactly, scale invariant.
"""

POINTS = 2


def scale_effect(loss, gradient, w, factor):
    here, there = gradient(w), gradient(factor * w)
    size, scaled_size = np.sqrt((here**2).sum()), np.sqrt((there**2).sum())
    loss_ratio = loss(factor * w) / loss(w)
    gradient_ratio = scaled_size / size
    cosine = (w * here).sum() / (np.sqrt((w**2).sum()) * size)
    invariant = (
        abs(loss_ratio - 1) < 1e-2
        and abs(factor * gradient_ratio - 1) < 1e-2
        and abs(cosine) < 1e-2
    )
    return {
        "loss_ratio": loss_ratio,
        "gradient_ratio": gradient_ratio,
        "cosine": cosine,
        "invariant": invariant,
    }
