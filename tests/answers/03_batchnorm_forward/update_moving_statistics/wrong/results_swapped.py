"""Returns the variance first: asked for is (new_mean, new_variance)."""

POINTS = 1


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    ddof = int(convention == "pytorch")
    if len(x) == ddof:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = 1 - momentum if ddof else momentum
    new_mean = kept * moving_mean + (1 - kept) * x.mean(axis=0)
    return kept * moving_variance + (1 - kept) * x.var(axis=0, ddof=ddof), new_mean
