"""Ignores the h that is passed and always uses 1e-5."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        step = np.zeros_like(point)
        step[place] = 1e-5
        gradient[place] = (f(point + step) - f(point - step)) / 2e-5
    return gradient
