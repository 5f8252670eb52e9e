"""Returns γx + β: it works out the statistics and doesn't use them. γ and β act on the normalised
x̂.
"""

POINTS = 2


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    return gamma * x + beta, mean, variance
