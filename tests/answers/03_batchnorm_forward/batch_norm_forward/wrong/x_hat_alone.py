"""Returns x̂ and leaves out both γ and β: the last of the four lines, y = γx̂ + β, is missing."""

POINTS = 5


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    return (x - mean) / np.sqrt(variance + epsilon), mean, variance
