"""Uses infinity norms, and a floor far below any gradient."""


def relative_error(a, b):
    def size(values):
        return np.linalg.norm(np.ravel(values), ord=np.inf)

    return size(np.subtract(a, b)) / max(size(a), size(b), 1e-300)
