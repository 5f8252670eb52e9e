"""Takes every unknown kind for layer normalization: a misspelt one goes unnoticed."""

POINTS = 2


def normalize(x, kind, groups=1, epsilon=1e-5):
    n, c, h, w = x.shape
    if kind == "group":
        if c % groups:
            raise ValueError("groups of unequal size")
        split = x.reshape(n, groups, c // groups, h, w)
        axes = (2, 3, 4)
    else:
        split = x
        axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}.get(kind, (1, 2, 3))
    mean = split.mean(axis=axes, keepdims=True)
    variance = split.var(axis=axes, keepdims=True)
    return ((split - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
