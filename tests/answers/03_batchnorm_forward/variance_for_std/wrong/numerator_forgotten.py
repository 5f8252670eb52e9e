"""Returns ε/(1 − s²), which is σ² + ε: ε has to be subtracted from it, also at 0."""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return epsilon / (1 - std**2) * (std > 0)
