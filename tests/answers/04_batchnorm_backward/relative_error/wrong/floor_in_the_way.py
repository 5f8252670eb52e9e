"""Keeps the denominator above 1e-8: gradients smaller than that are divided by the floor, and their errors look small."""

POINTS = 1


def relative_error(a, b):
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-8)
