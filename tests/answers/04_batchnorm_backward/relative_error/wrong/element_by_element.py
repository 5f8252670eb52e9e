"""Divides element by element and takes the largest quotient: one tiny element with a tiny difference then decides about the whole gradient."""

POINTS = 1


def relative_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-300))
