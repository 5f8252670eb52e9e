"""Divides by h: the two points of a central difference are 2h apart, so the result is twice the gradient."""

POINTS = 1


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        kept = point[place]
        point[place] = kept + h
        above = f(point)
        point[place] = kept - h
        gradient[place] = (above - f(point)) / h
        point[place] = kept
    return gradient
