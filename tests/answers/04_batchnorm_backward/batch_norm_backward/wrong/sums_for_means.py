"""Subtracts sums in place of means: both corrections have to be divided by m."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = gamma / std * (dy - dbeta - x_hat * dgamma)
    return dx, dgamma, dbeta
