"""Hands f a flattened x: f expects the shape that x has, and fails or computes something else."""

POINTS = 3


def numerical_gradient(f, x, h=1e-5):
    flat = np.array(x, dtype=np.float64).ravel()
    gradient = np.zeros(flat.shape)
    for k in range(flat.size):
        step = np.zeros(flat.shape)
        step[k] = h
        gradient[k] = (f(flat + step) - f(flat - step)) / (2 * h)
    return gradient.reshape(np.shape(x))
