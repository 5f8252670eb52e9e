"""Averages where ∂ℓ/∂σ² sums: every x̂_i depends on the variance, and all of their gradients add up."""

POINTS = 3


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    m = len(x)
    mean = x.mean(axis=0)
    centred = x - mean
    variance = np.mean(centred**2, axis=0)
    std = np.sqrt(variance + epsilon)
    dx_hat = dy * gamma
    dvariance = np.mean(dx_hat * centred, axis=0) * -0.5 * (variance + epsilon) ** -1.5
    dmean = np.sum(-dx_hat / std, axis=0) + dvariance * np.mean(-2 * centred, axis=0)
    return {
        "dgamma": np.sum(dy * centred / std, axis=0),
        "dbeta": np.sum(dy, axis=0),
        "dx_hat": dx_hat,
        "dvariance": dvariance,
        "dmean": dmean,
        "dx": dx_hat / std + dvariance * 2 * centred / m + dmean / m,
    }
