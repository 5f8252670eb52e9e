"""Refuses nothing: for a standard deviation of 1 it returns infinity, and above 1 a negative
variance.
"""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    return epsilon * std**2 / (1 - std**2)
