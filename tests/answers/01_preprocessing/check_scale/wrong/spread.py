"""Compares the widths of the ranges in place of the largest absolute values: a batch of nothing but bright pixels is refused."""

POINTS = 3


def check_scale(reference, other):
    a, b = np.asarray(reference, dtype=float), np.asarray(other, dtype=float)
    if not a.any() or not b.any():
        return
    signs_differ = (a.min() < 0) != (b.min() < 0)
    widths = sorted([np.ptp(a), np.ptp(b)])
    different = widths[1] > 10 * widths[0]
    if signs_differ or different:
        raise ValueError(
            f"reference {a.min():.3g} to {a.max():.3g}, other {b.min():.3g} to {b.max():.3g}"
        )
