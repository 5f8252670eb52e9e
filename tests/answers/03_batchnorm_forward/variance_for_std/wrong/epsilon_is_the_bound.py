"""Returns ε for every standard deviation, as a threshold above which BN works: at σ² = ε the
standard deviation is √½, and it changes gradually.
"""

POINTS = 1


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return epsilon * (std > 0)
