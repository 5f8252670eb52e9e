"""Frobenius norms from np.linalg.norm, which are those of the raveled array."""


def scale_effect(loss, gradient, w, factor):
    g, scaled = np.ravel(gradient(w)), np.ravel(gradient(w * factor))
    ratios = loss(w * factor) / loss(w), np.linalg.norm(scaled) / np.linalg.norm(g)
    cosine = np.dot(np.ravel(w), g) / np.linalg.norm(w) / np.linalg.norm(g)
    invariant = np.allclose([ratios[0], factor * ratios[1], cosine], [1, 1, 0], rtol=0, atol=1e-6)
    return dict(loss_ratio=ratios[0], gradient_ratio=ratios[1], cosine=cosine, invariant=invariant)
