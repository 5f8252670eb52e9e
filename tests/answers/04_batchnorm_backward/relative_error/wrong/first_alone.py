"""Divides by the size of the first array alone: the result changes when the two are exchanged, and zeros as the first divide by zero."""

POINTS = 0


def relative_error(a, b):
    return np.abs(a - b).max() / np.abs(a).max()
