"""Divides zero by zero for two arrays of zeros: the result is nan, where two equal gradients have an error of 0."""

POINTS = 1


def relative_error(a, b):
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max())
