"""Takes the share `momentum` of the new value in both conventions: Keras's momentum is the share of
the old one.
"""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = 1 - momentum
    ddof = 0 if convention == "keras" else 1
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return (
        kept * moving_mean + (1 - kept) * mean,
        kept * moving_variance + (1 - kept) * variance,
    )
