"""Swaps the two meanings of momentum: in Keras it is the share of the old value that is kept, in
PyTorch the share of the new one.
"""

POINTS = 2


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = 1 - momentum if convention == "keras" else momentum
    ddof = 0 if convention == "keras" else 1
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return (
        kept * moving_mean + (1 - kept) * mean,
        kept * moving_variance + (1 - kept) * variance,
    )
