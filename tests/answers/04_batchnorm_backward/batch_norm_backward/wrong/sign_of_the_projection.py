"""Adds the correction along x̂ in place of subtracting it: what the variance takes away counts twice."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = gamma / std * (dy - dbeta / m + x_hat * dgamma / m)
    return dx, dgamma, dbeta
