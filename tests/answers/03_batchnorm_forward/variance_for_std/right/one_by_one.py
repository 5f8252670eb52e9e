"""Goes through the elements one by one."""


import math


def one(s, epsilon):
    if s < 0 or s >= 1:
        raise ValueError(s)
    return epsilon * math.pow(s, 2) / (1 - math.pow(s, 2))


def variance_for_std(std, epsilon=1e-3):
    flat = [one(s, epsilon) for s in np.ravel(std)]
    return np.reshape(flat, np.shape(std))
