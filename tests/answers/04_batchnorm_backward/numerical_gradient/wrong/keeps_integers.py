"""Writes x + h into an array of the dtype of x: an array of integers cuts the step off, and float32 can't hold it."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    point = x.copy()
    gradient = np.zeros(x.shape)
    for place in np.ndindex(point.shape):
        kept = point[place]
        point[place] = kept + h
        above = f(point)
        point[place] = kept - h
        gradient[place] = (above - f(point)) / (2 * h)
        point[place] = kept
    return gradient
