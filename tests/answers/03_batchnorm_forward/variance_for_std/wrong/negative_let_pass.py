"""Refuses 1 and more, but takes a negative standard deviation for its square: there is none."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std >= 1):
        raise ValueError("std must be below 1")
    return epsilon * std**2 / (1 - std**2)
