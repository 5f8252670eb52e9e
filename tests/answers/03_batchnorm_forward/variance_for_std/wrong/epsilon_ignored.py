"""Returns std²: that would be the variance of the input if nothing were divided at all. It depends
on ε.
"""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return std**2 + 0 * epsilon
