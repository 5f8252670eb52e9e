"""Divides by the sum of x̂² in place of m, which takes dy's part along x̂ out completely: that sum is m σ² / (σ² + ε), so it is right for ε = 0 alone and divides zero by zero for one example."""

POINTS = 1


def batch_norm_backward(dy, x_hat, gamma, std):
    m = len(dy)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx = gamma / std * (dy - dbeta / m - x_hat * dgamma / (x_hat**2).sum(axis=0))
    return dx, dgamma, dbeta
