"""Lets a batch of one example pass in PyTorch's convention: 0/0 makes the moving variance NaN, for
good.
"""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return kept * moving_mean + (1 - kept) * mean, kept * moving_variance + (1 - kept) * variance
