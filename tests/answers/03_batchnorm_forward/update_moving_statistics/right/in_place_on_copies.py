"""Updates in place, but copies."""


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    moving_mean, moving_variance = moving_mean.copy(), moving_variance.copy()
    if convention == "pytorch":
        if len(x) == 1:
            raise ValueError("a batch of one")
        momentum = 1 - momentum
        correction = len(x) / (len(x) - 1)
    elif convention == "keras":
        correction = 1
    else:
        raise ValueError("keras or pytorch")
    moving_mean *= momentum
    moving_mean += (1 - momentum) * x.mean(0)
    moving_variance *= momentum
    moving_variance += (1 - momentum) * np.var(x, 0) * correction
    return moving_mean, moving_variance
