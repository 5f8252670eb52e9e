"""Returns the standard deviation √(σ² + ε) where the variance is asked for."""

POINTS = 6


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    std = np.sqrt(x.var(axis=0) + epsilon)
    return gamma * (x - mean) / std + beta, mean, std
