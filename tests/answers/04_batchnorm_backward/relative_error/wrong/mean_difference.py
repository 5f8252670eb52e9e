"""Averages the differences: a single wrong element among many hardly shows in a mean."""

POINTS = 1


def relative_error(a, b):
    largest = max(np.abs(a).mean(), np.abs(b).mean())
    return np.abs(a - b).mean() / largest if largest else 0.0
