"""Divides by the largest value, not the largest magnitude: of −5 and 1 it takes the 1."""

POINTS = 0


def relative_error(a, b):
    largest = max(np.max(a), np.max(b))
    return np.abs(a - b).max() / largest if largest else 0.0
