"""Takes the largest signed difference: where b is larger than a the difference is negative and is overlooked."""

POINTS = 0


def relative_error(a, b):
    largest = max(np.abs(a).max(), np.abs(b).max())
    return np.max(a - b) / largest if largest else 0.0
