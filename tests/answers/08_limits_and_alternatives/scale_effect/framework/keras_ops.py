"""Leaves norms and products to keras.ops."""


def scale_effect(loss, gradient, w, factor):
    ops = keras.ops
    here, there = np.asarray(gradient(w)), np.asarray(gradient(factor * w))
    norm = lambda a: float(ops.sqrt(ops.sum(ops.square(ops.convert_to_tensor(a, "float64")))))
    loss_ratio = loss(factor * w) / loss(w)
    gradient_ratio = norm(there) / norm(here)
    cosine = float((w * here).sum()) / (norm(w) * norm(here))
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
