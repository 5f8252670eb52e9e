"""Compares only a part of the convention's name: the empty name passes, or one that begins alike."""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if "keras".startswith(convention[:5]):
        kept, ddof = momentum, 0
    elif "pytorch".startswith(convention[:7]):
        kept, ddof = 1 - momentum, 1
    else:
        raise ValueError(f"no such convention: {convention}")
    if len(x) == ddof:
        raise ValueError("the unbiased variance of one example is 0/0")
    new_mean = kept * moving_mean + (1 - kept) * x.mean(axis=0)
    return new_mean, kept * moving_variance + (1 - kept) * x.var(axis=0, ddof=ddof)
