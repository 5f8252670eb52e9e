"""Loops over examples and groups; batch normalization channel by channel."""


def normalize(x, kind, groups=1, epsilon=1e-5):
    def standard(values):
        mean = np.sum(values) / values.size
        return (values - mean) / (np.sum((values - mean) ** 2) / values.size + epsilon) ** 0.5

    result = np.empty(x.shape)
    channels = x.shape[1]
    if kind == "batch":
        for c in range(channels):
            result[:, c] = standard(x[:, c])
        return result
    if kind == "layer":
        size = channels
    elif kind == "instance":
        size = 1
    elif kind == "group":
        size, rest = divmod(channels, groups)
        if rest:
            raise ValueError(f"{channels} channels, {groups} groups")
    else:
        raise ValueError(kind)
    for example in range(len(x)):
        for start in range(0, channels, size):
            result[example, start : start + size] = standard(x[example, start : start + size])
    return result
