"""Solves σ/(σ + ε) = s: ε stands outside the root there. It is added to the variance, √(σ²/(σ² +
ε)) = s.
"""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return (epsilon * std / (1 - std)) ** 2
