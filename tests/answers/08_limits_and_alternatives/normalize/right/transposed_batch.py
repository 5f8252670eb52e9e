"""Everything as statistics of rows; batch normalization by exchanging examples and channels."""


def normalize(x, kind, groups=1, epsilon=1e-5):
    if kind == "batch":
        return normalize(x.swapaxes(0, 1), "layer", epsilon=epsilon).swapaxes(0, 1)
    parts = {"layer": 1, "instance": x.shape[1], "group": groups}
    if kind not in parts:
        raise ValueError(f"no such kind: {kind}")
    if x.shape[1] % parts[kind] != 0:
        raise ValueError("groups of different sizes")
    rows = np.array(x, dtype=float).reshape(x.shape[0] * parts[kind], -1)
    second = (rows**2).mean(axis=1)
    first = rows.mean(axis=1)
    std = np.sqrt(second - first**2 + epsilon)
    return ((rows - first[:, None]) / std[:, None]).reshape(x.shape)
