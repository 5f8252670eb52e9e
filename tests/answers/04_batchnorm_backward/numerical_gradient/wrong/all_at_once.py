"""Moves all elements at once: one difference of f can't tell which element caused it, so every place gets the sum of all slopes."""

POINTS = 1


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    slope = (f(point + h) - f(point - h)) / (2 * h)
    return np.full(point.shape, slope)
