"""Computes in float32: near 1 its numbers are 10⁻⁷ apart, so a step of 10⁻⁵ is off by a percent."""

POINTS = 1


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float32)
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        step = np.zeros_like(point)
        step[place] = h
        gradient[place] = (f(point + step) - f(point - step)) / (2 * h)
    return gradient
