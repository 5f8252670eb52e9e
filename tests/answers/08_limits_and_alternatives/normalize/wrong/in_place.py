"""Subtracts and divides within x, so that the caller's array is changed."""

POINTS = 2


def normalize(x, kind, groups=1, epsilon=1e-5):
    n, c, h, w = x.shape
    if kind not in ("batch", "layer", "instance", "group"):
        raise ValueError("unknown kind")
    if kind == "batch":
        split, axes = x, (0, 2, 3)
    else:
        groups = {"layer": 1, "instance": c, "group": groups}[kind]
        if c % groups:
            raise ValueError("groups of unequal size")
        split, axes = x.reshape(n, groups, -1), 2
    split -= split.mean(axis=axes, keepdims=True)
    split /= np.sqrt((split**2).mean(axis=axes, keepdims=True) + epsilon)
    return x
