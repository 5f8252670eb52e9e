"""Passes ε on to all kinds but batch normalization, which always takes 1e-5."""

POINTS = 2


def normalize(x, kind, groups=1, epsilon=1e-5):
    N, C, H, W = x.shape
    if kind == "group":
        if C % groups:
            raise ValueError("groups")
        y = x.reshape(N, groups, C // groups, H, W)
        ax = (2, 3, 4)
    else:
        if kind not in ("batch", "layer", "instance"):
            raise ValueError(kind)
        y = x
        ax = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}[kind]
    return (
        (y - y.mean(ax, keepdims=True))
        / np.sqrt(y.var(ax, keepdims=True) + (1e-5 if kind == "batch" else epsilon))
    ).reshape(x.shape)
