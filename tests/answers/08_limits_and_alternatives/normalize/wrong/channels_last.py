"""Reads x as (N, H, W, C), as in the lecture: here the channels are the second axis."""

POINTS = 0


def normalize(x, kind, groups=1, epsilon=1e-5):
    n, h, w, c = x.shape
    if kind == "group":
        if c % groups:
            raise ValueError("groups of unequal size")
        split, axes = x.reshape(n, h, w, groups, c // groups), (1, 2, 4)
    elif kind in ("batch", "layer", "instance"):
        split, axes = x, {"batch": (0, 1, 2), "layer": (1, 2, 3), "instance": (1, 2)}[kind]
    else:
        raise ValueError("unknown kind")
    mean, variance = split.mean(axes, keepdims=True), split.var(axes, keepdims=True)
    return ((split - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
