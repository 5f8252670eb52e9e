"""Takes the mean of the squares minus the square of the mean, in float64, where that is safe."""


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    x = np.array(x, dtype=np.float64)
    mean = np.einsum("ij->j", x) / len(x)
    variance = np.maximum(np.einsum("ij,ij->j", x, x) / len(x) - mean * mean, 0)
    return [(x - mean) * (gamma / np.sqrt(variance + epsilon)) + beta, mean, variance]
