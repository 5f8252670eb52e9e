"""Applies γ and β first and normalises after that, which takes them away again. They act on x̂, at
the end.
"""

POINTS = 4


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    z = gamma * x + beta
    mean = z.mean(axis=0)
    variance = z.var(axis=0)
    return (z - mean) / np.sqrt(variance + epsilon), mean, variance
