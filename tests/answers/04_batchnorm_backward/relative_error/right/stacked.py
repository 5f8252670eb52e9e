"""Stacks the two and returns a 0-d array."""


def relative_error(a, b):
    both = np.stack([a, b])
    scale = np.max(np.abs(both))
    return np.asarray(np.ptp(both, axis=0).max() / np.where(scale == 0, 1, scale))
