"""Takes the biased variance, 0, for one example in PyTorch's convention, which refuses it."""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 1 if convention == "pytorch" and len(x) > 1 else 0
    new_mean = kept * moving_mean + (1 - kept) * x.mean(axis=0)
    return new_mean, kept * moving_variance + (1 - kept) * x.var(axis=0, ddof=ddof)
