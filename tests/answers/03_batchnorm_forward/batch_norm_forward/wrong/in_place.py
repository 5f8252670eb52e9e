"""Changes x itself: `-=` and `/=` work on the caller's array, also where np.asarray made no copy.
"""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    x = np.asarray(x, dtype=float)
    mean = x.mean(axis=0)
    x -= mean
    variance = (x**2).mean(axis=0)
    x /= np.sqrt(variance + epsilon)
    return gamma * x + beta, mean, variance
