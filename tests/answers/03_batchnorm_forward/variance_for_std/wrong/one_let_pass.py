"""Refuses what is above 1, but lets 1 itself pass: with ε > 0 no variance is large enough for it.
"""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std > 1):
        raise ValueError("std must lie in [0, 1]")
    return epsilon * std**2 / (1 - std**2)
