"""Multiplies a uint8 by 10, which wraps around at 256: two stored sets on one scale are refused."""

POINTS = 3


def check_scale(reference, other):
    a, b = (np.abs(np.asarray(s)).max(keepdims=True) for s in (reference, other))
    low, other_low = np.min(reference), np.min(other)
    if not a.any() or not b.any():
        return
    if (low < 0) != (other_low < 0) or (a > b * 10).any() or (b > a * 10).any():
        raise ValueError(
            f"{float(low):.3g} to {float(np.max(reference)):.3g} and "
            f"{float(other_low):.3g} to {float(np.max(other)):.3g}"
        )
