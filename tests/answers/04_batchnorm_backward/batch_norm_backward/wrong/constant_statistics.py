"""Takes mean and variance for constants, so that dx is γ · dy / std: both corrections are missing."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = gamma / std * dy
    return dx, dgamma, dbeta
