"""Takes the forward difference, (f(x + h) − f(x)) / h: its error shrinks like h only, that of the central difference like h²."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    here = f(point)
    for place in np.ndindex(point.shape):
        kept = point[place]
        point[place] = kept + h
        gradient[place] = (f(point) - here) / h
        point[place] = kept
    return gradient
