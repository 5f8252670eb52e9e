"""Stacks old and new and takes np.average with two weights; refuses first."""


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch") or (convention == "pytorch" and x.shape[0] < 2):
        raise ValueError("this can't be done")
    weights = [momentum, 1 - momentum] if convention == "keras" else [1 - momentum, momentum]
    ddof = int(convention == "pytorch")
    new = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    old = moving_mean, moving_variance
    return tuple(np.average(pair, axis=0, weights=weights) for pair in zip(old, new))
