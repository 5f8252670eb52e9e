"""Ignores h and uses 1e-13, in the belief that smaller is more exact: what remains of the difference is mostly rounding."""

POINTS = 1


def numerical_gradient(f, x, h=1e-5):
    h = 1e-13
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        step = np.zeros_like(point)
        step[place] = h
        gradient[place] = (f(point + step) - f(point - step)) / (2 * h)
    return gradient
