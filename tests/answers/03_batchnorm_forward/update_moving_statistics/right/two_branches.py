"""Writes each convention out, as its library documents it."""


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    mean = x.mean(axis=0)
    if convention == "keras":
        return (
            moving_mean * momentum + mean * (1 - momentum),
            moving_variance * momentum + x.var(axis=0) * (1 - momentum),
        )
    if convention == "pytorch":
        m = x.shape[0]
        if m == 1:
            raise ValueError("Expected more than 1 value per channel when training")
        unbiased = x.var(axis=0) * m / (m - 1)
        return (
            (1 - momentum) * moving_mean + momentum * mean,
            (1 - momentum) * moving_variance + momentum * unbiased,
        )
    raise ValueError(convention)
