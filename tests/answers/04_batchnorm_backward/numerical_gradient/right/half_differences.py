"""Averages the forward and the backward difference, which is the central one, with basis vectors."""


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype="float64")
    here = f(x.copy())
    gradient = np.empty(x.shape)
    for place, _ in np.ndenumerate(x):
        e = np.zeros(x.shape)
        e[place] = 1.0
        forward = (f(x + h * e) - here) / h
        backward = (here - f(x - h * e)) / h
        gradient[place] = 0.5 * (forward + backward)
    return gradient
