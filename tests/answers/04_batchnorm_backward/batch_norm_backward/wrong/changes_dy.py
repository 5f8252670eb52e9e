"""Subtracts the corrections from dy in place: `-=` changes the caller's array."""

POINTS = 3


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dy -= dbeta / m + x_hat * dgamma / m
    dx = gamma / std * dy
    return dx, dgamma, dbeta
