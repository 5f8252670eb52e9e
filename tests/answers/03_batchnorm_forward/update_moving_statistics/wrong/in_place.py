"""Updates the arrays that it is given, as `*=`, `+=` and `[:] =` do: new ones are asked for."""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if convention == "pytorch" and len(x) < 2:
        raise ValueError("the unbiased variance of one example is 0/0")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    moving_mean *= kept
    moving_mean += (1 - kept) * x.mean(axis=0)
    moving_variance *= kept
    moving_variance += (1 - kept) * x.var(axis=0, ddof=ddof)
    return moving_mean, moving_variance
