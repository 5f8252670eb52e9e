"""Moves the old value by a share of its distance to the batch's statistics."""


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    shares = {"keras": 1 - momentum, "pytorch": momentum}
    if convention not in shares:
        raise ValueError(f"no such convention: {convention}")
    m = len(x)
    divisor = m if convention == "keras" else m - 1
    if divisor == 0:
        raise ValueError("one example has no unbiased variance")
    mean = np.sum(x, axis=0) / m
    variance = np.sum((x - mean) ** 2, axis=0) / divisor
    step = shares[convention]
    return [
        moving_mean + step * (mean - moving_mean),
        moving_variance + step * (variance - moving_variance),
    ]
