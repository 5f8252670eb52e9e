"""Takes mean and variance for constants: both depend on every x of the batch, so two of the three paths from x to the loss are missing."""

POINTS = 2


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    m = len(x)
    mean = x.mean(axis=0)
    centred = x - mean
    variance = np.mean(centred**2, axis=0)
    std = np.sqrt(variance + epsilon)
    x_hat = centred / std
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx_hat = dy * gamma
    dvariance = np.zeros_like(gamma)
    dmean = np.zeros_like(gamma)
    dx = dx_hat / std
    return {
        "dgamma": dgamma,
        "dbeta": dbeta,
        "dx_hat": dx_hat,
        "dvariance": dvariance,
        "dmean": dmean,
        "dx": dx,
    }
