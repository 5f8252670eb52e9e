"""Leaves the channels that fill no group as zeros, where unequal groups should be refused."""

POINTS = 2


def normalize(x, kind, groups=1, epsilon=1e-5):
    if kind not in ("batch", "layer", "instance", "group"):
        raise ValueError("unknown kind")
    if kind == "group":
        result = np.zeros(x.shape)
        size = x.shape[1] // groups
        for g in range(groups):
            part = x[:, g * size : (g + 1) * size]
            mean, variance = part.mean((1, 2, 3), keepdims=True), part.var((1, 2, 3), keepdims=True)
            result[:, g * size : (g + 1) * size] = (part - mean) / np.sqrt(variance + epsilon)
        return result
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}[kind]
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + epsilon)
