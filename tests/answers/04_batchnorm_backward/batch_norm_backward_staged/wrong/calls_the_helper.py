"""Has backward_without do the work: it is there for trying out Exercise 5, and no answer may call what it makes."""

POINTS = 0


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    dx, dgamma, dbeta = backward_without()(dy, x, gamma, epsilon)
    variance = x.var(axis=0) + epsilon
    dx_hat = dy * gamma
    return {
        "dgamma": dgamma,
        "dbeta": dbeta,
        "dx_hat": dx_hat,
        "dvariance": -dgamma * gamma / (2 * variance),
        "dmean": -dx_hat.sum(axis=0) / np.sqrt(variance),
        "dx": dx,
    }
