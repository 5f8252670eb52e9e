"""Moves elements through ravel(), which is a view of some arrays and a copy of others: f never sees the steps for a transposed x, and every slope is 0."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    flat = point.ravel()
    gradient = np.zeros(flat.shape)
    for k in range(flat.size):
        kept = flat[k]
        flat[k] = kept + h
        above = f(point)
        flat[k] = kept - h
        gradient[k] = (above - f(point)) / (2 * h)
        flat[k] = kept
    return gradient.reshape(point.shape)
