"""Takes the mean of the squares minus the square of the mean in the dtype of x: float32 loses all
digits far from zero, and uint8 overflows.
"""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = np.maximum((x * x).mean(axis=0) - mean * mean, 0)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, mean, variance
