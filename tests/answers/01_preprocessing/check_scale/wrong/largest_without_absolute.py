"""Compares the largest values, not the largest absolute ones: a set from −255 to 1 passes for [−1, 1]."""

POINTS = 2


def check_scale(reference, other):
    a, b = np.asarray(reference, dtype=float), np.asarray(other, dtype=float)
    if not a.any() or not b.any():
        return
    signs_differ = (a.min() < 0) != (b.min() < 0)
    sizes = sorted([a.max(), b.max()])
    different = sizes[1] > 10 * sizes[0]
    if signs_differ or different:
        raise ValueError(
            f"reference {a.min():.3g} to {a.max():.3g}, other {b.min():.3g} to {b.max():.3g}"
        )
