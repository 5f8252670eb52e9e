"""Writes `/ 2 * h`, which Python reads as (… / 2) · h: the brackets around 2 * h are missing."""

POINTS = 1


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        kept = point[place]
        point[place] = kept + h
        above = f(point)
        point[place] = kept - h
        gradient[place] = (above - f(point)) / 2 * h
        point[place] = kept
    return gradient
