"""Changes the array that it is given, as `*=` and `**=` do."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    std **= 2
    std *= epsilon / (1 - std)
    return std
