"""Sums with einsum over all axes, on a copy of w."""


def scale_effect(loss, gradient, w, factor):
    w = np.array(w, dtype=float)

    def inner(a, b):
        return np.einsum("i,i->", a.reshape(-1), b.reshape(-1))

    first = np.array(gradient(w.copy()))
    second = np.array(gradient(factor * w))
    result = {
        "loss_ratio": loss(factor * w) / loss(w),
        "gradient_ratio": (inner(second, second) / inner(first, first)) ** 0.5,
        "cosine": inner(w, first) / (inner(w, w) * inner(first, first)) ** 0.5,
    }
    wanted = {"loss_ratio": 1.0, "gradient_ratio": 1 / factor, "cosine": 0.0}
    scale = {"loss_ratio": 1.0, "gradient_ratio": factor, "cosine": 1.0}
    result["invariant"] = all(abs(result[k] - wanted[k]) * scale[k] <= 1e-6 for k in wanted)
    return result
