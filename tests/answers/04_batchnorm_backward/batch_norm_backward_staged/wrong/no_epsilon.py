"""Forgets ε: the forward pass divided by the root of σ² + ε, and a constant unit divides by zero without it."""

POINTS = 1


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    m = len(x)
    mean = x.mean(axis=0)
    centred = x - mean
    variance = np.mean(centred**2, axis=0)
    std = np.sqrt(variance)
    x_hat = centred / std
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx_hat = dy * gamma
    dvariance = np.sum(dx_hat * centred, axis=0) * -0.5 * variance**-1.5
    dmean = np.sum(-dx_hat / std, axis=0) + dvariance * np.mean(-2 * centred, axis=0)
    dx = dx_hat / std + dvariance * 2 * centred / m + dmean / m
    return {
        "dgamma": dgamma,
        "dbeta": dbeta,
        "dx_hat": dx_hat,
        "dvariance": dvariance,
        "dmean": dmean,
        "dx": dx,
    }
