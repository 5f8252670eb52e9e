"""Leaves the division by std out: x̂ changes by 1/std when x changes by 1."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = gamma * (dy - dbeta / m - x_hat * dgamma / m)
    return dx, dgamma, dbeta
