"""Refuses an array only if all of its elements are impossible: one is enough for the error."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.all((std < 0) | (std >= 1)):
        raise ValueError("std must lie in [0, 1)")
    return epsilon * std**2 / (1 - std**2)
