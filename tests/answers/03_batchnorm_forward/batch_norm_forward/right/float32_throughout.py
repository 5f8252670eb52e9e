"""Computes and returns float32, the type in which networks compute."""


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    x = x.astype("float32")
    gamma, beta = gamma.astype("float32"), beta.astype("float32")
    mean = x.mean(axis=0)
    deviation = x - mean
    variance = np.mean(deviation * deviation, axis=0)
    return gamma * deviation / np.sqrt(variance + np.float32(epsilon)) + beta, mean, variance
