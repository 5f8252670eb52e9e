"""Has the fraction upside down: the larger the standard deviation, the less variance it asks for.
"""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return epsilon * (1 - std**2) / np.where(std > 0, std, np.inf) ** 2
