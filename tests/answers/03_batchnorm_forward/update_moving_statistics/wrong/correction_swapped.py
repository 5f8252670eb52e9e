"""Swaps the variances: it takes the unbiased one for Keras and the biased one for PyTorch."""

POINTS = 1


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 1 if convention == "keras" else 0
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return (
        kept * moving_mean + (1 - kept) * mean,
        kept * moving_variance + (1 - kept) * variance,
    )
