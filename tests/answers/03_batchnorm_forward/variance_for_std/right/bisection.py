"""Halves an interval until the standard deviation fits, without solving the formula."""


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype="float64")
    if (std < 0).any() or (std >= 1).any():
        raise ValueError("impossible")
    low, high = np.zeros_like(std), np.full_like(std, 1e12 * epsilon)
    for _ in range(200):
        middle = (low + high) / 2
        too_much = np.sqrt(middle / (middle + epsilon)) > std
        low, high = np.where(too_much, low, middle), np.where(too_much, middle, high)
    return low
