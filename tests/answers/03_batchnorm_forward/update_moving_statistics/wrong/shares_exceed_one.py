"""Adds a share of the batch's statistics and keeps all of the old ones: the two shares have to add
up to 1.
"""

POINTS = 1


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return moving_mean + (1 - kept) * mean, moving_variance + (1 - kept) * variance
