"""Doesn't divide: that is the absolute difference, which says nothing without the size of the gradient."""

POINTS = 0


def relative_error(a, b):
    return np.max(np.abs(a - b))
