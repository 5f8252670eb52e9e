"""Takes layer normalization over the last axis alone, as Keras's layer does by default: each
position gets statistics of its own.
"""

POINTS = 2


def normalize(x, kind, groups=1, epsilon=1e-5):
    n, c, h, w = x.shape
    if kind == "group":
        if c % groups:
            raise ValueError("groups of unequal size")
        split = x.reshape(n, groups, c // groups, h, w)
        axes = (2, 3, 4)
    else:
        if kind not in ("batch", "layer", "instance"):
            raise ValueError("unknown kind")
        split = x
        axes = {"batch": (0, 2, 3), "layer": (3,), "instance": (2, 3)}[kind]
    mean = split.mean(axis=axes, keepdims=True)
    variance = split.var(axis=axes, keepdims=True)
    return ((split - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
