"""Keeps the denominator from zero with a maximum, at a size where no gradient lives."""


def relative_error(a, b):
    return np.max(np.abs(a - b)) / np.max([np.max(np.abs(a)), np.max(np.abs(b)), 1e-12])
