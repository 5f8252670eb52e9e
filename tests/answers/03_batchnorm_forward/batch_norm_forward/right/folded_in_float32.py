"""Folds all into one scale and one offset a unit, in float32, after a shift by the first example."""


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    first = x[0].astype(np.float32)
    moved = x.astype(np.float32) - first
    mean, variance = moved.mean(axis=0), moved.var(axis=0)
    scale = gamma.astype(np.float32) / np.sqrt(variance + np.float32(epsilon))
    return moved * scale + (beta - mean * scale), first + mean, variance
