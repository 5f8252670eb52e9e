"""Collects the gradient in zeros_like(x), which has the dtype of x: for integers every slope is cut to a whole number."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(np.shape(x)):
        step = np.zeros(np.shape(x))
        step[place] = h
        gradient[place] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient
