"""Returns a negative number, which no variance is: the sign of 1 − s² was lost."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return epsilon * std**2 / (std**2 - 1)
