"""Takes mean and variance from tf.nn.moments."""


def normalize(x, kind, groups=1, epsilon=1e-5):
    import tensorflow as tf

    n, c, h, w = x.shape
    if kind not in ("batch", "layer", "instance", "group"):
        raise ValueError("unknown kind")
    if kind == "batch":
        split, axes = x, (0, 2, 3)
    else:
        groups = {"layer": 1, "instance": c, "group": groups}[kind]
        if c % groups:
            raise ValueError("groups of unequal size")
        split, axes = x.reshape(n, groups, -1), (2,)
    mean, variance = (np.asarray(part) for part in tf.nn.moments(split, axes, keepdims=True))
    return ((split - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
