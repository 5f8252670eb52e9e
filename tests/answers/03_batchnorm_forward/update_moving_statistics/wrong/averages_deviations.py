"""Averages standard deviations and squares the result: the moving variance is an average of
variances.
"""

POINTS = 1


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    mean, std = x.mean(axis=0), x.std(axis=0, ddof=ddof)
    new_std = kept * np.sqrt(moving_variance) + (1 - kept) * std
    return kept * moving_mean + (1 - kept) * mean, new_std**2
