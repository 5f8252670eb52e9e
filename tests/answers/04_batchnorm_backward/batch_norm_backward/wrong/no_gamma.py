"""Leaves γ out of dx: y = γ x̂ + β, so γ multiplies all that goes back to x."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = 1 / std * (dy - dbeta / m - x_hat * dgamma / m)
    return dx, dgamma, dbeta
