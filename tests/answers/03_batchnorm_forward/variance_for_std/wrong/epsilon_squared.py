"""Has ε² in place of ε: ε is added to the variance as it is."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return epsilon**2 * std**2 / (1 - std**2)
