"""Lets sets pass that differ by a factor of 50: the limit is 10, not 255."""

POINTS = 2


def check_scale(reference, other):
    a, b = np.asarray(reference, dtype=float), np.asarray(other, dtype=float)
    if not a.any() or not b.any():
        return
    signs_differ = (a.min() < 0) != (b.min() < 0)
    sizes = sorted([np.abs(a).max(), np.abs(b).max()])
    different = sizes[1] / sizes[0] > 254.5
    if signs_differ or different:
        raise ValueError(
            f"reference {a.min():.3g} to {a.max():.3g}, other {b.min():.3g} to {b.max():.3g}"
        )
