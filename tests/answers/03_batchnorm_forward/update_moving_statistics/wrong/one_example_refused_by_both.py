"""Refuses a batch of one example in Keras's convention, too: its biased variance is 0, and that is
what Keras takes.
"""

POINTS = 3


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch"):
        raise ValueError(f"no such convention: {convention}")
    if len(x) < 2:
        raise ValueError("a batch of one example")
    kept = momentum if convention == "keras" else 1 - momentum
    ddof = 0 if convention == "keras" else 1
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=ddof)
    return kept * moving_mean + (1 - kept) * mean, kept * moving_variance + (1 - kept) * variance
