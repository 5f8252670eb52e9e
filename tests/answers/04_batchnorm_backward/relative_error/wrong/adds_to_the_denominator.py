"""Adds 1e-8 to the denominator against division by zero: for gradients of size 10⁻⁶ that changes the result by a percent."""

POINTS = 1


def relative_error(a, b):
    return np.abs(a - b).max() / (max(np.abs(a).max(), np.abs(b).max()) + 1e-8)
