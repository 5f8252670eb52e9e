"""Takes the squared distances from the moving mean: the variance of a batch is taken around the
batch's own mean.
"""

POINTS = 1


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    mean = x.mean(axis=0)
    variance = ((x - moving_mean) ** 2).sum(axis=0) / (len(x) - ddof)
    return kept * moving_mean + (1 - kept) * mean, kept * moving_variance + (1 - kept) * variance
