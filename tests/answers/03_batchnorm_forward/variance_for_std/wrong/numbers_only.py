"""Compares std with a plain `if`, which works for a number and raises an error for every array."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    if std < 0 or std >= 1:
        raise ValueError("std must lie in [0, 1)")
    return epsilon * std**2 / (1 - std**2)
