"""Turns integers into float64, but works on in float32 where x is float32: a step of 1e-5 drowns in its rounding."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    point = x.copy() if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(point.shape):
        kept = point[place]
        point[place] = kept + h
        above = f(point)
        point[place] = kept - h
        gradient[place] = (above - f(point)) / (2 * h)
        point[place] = kept
    return gradient
