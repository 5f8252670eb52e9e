"""Updates the mean and returns the moving variance as it was."""

POINTS = 1


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    return kept * moving_mean + (1 - kept) * x.mean(axis=0), moving_variance.copy()
