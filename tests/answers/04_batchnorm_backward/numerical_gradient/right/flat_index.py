"""Uses `.flat`, on two copies, with the step as it really is after rounding."""


def numerical_gradient(f, x, h=1e-5):
    base = np.asarray(x).astype(np.double)
    result = np.zeros(base.shape)
    for index in range(base.size):
        above, below = base.copy(), base.copy()
        above.flat[index] += h
        below.flat[index] -= h
        result.flat[index] = (f(above) - f(below)) / (above.flat[index] - below.flat[index])
    return result
