"""Divides by std², the variance: the formula has the standard deviation, once."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = gamma / std**2 * (dy - dbeta / m - x_hat * dgamma / m)
    return dx, dgamma, dbeta
