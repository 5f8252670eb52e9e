"""Leaves each element moved when it goes on to the next: the later slopes belong to another point."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        point[place] += h
        above = f(point)
        point[place] -= 2 * h
        gradient[place] = (above - f(point)) / (2 * h)
    return gradient
