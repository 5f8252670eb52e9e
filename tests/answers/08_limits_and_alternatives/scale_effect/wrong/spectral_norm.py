"""Takes np.linalg.norm(…, 2), which for a matrix is its largest singular value and not the root
of the sum of squares.
"""

POINTS = 1


def scale_effect(loss, gradient, w, factor):
    def norm(a):
        return np.linalg.norm(a, 2) if a.ndim == 2 else np.sqrt((a**2).sum())

    here = gradient(w)
    loss_ratio = loss(factor * w) / loss(w)
    gradient_ratio = norm(gradient(factor * w)) / norm(here)
    cosine = (w * here).sum() / (norm(w) * norm(here))
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
