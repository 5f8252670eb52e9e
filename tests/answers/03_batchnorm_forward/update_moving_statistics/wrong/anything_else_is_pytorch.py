"""Takes every convention that is not "keras" for PyTorch's: a misspelt name goes unnoticed."""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention == "keras":
        kept, ddof = momentum, 0
    else:
        if len(x) < 2:
            raise ValueError("the unbiased variance of one example is 0/0")
        kept, ddof = 1 - momentum, 1
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return kept * moving_mean + (1 - kept) * mean, kept * moving_variance + (1 - kept) * variance
