"""Computes in float32, and keeps the batch's axis until the end."""


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    dy, x, gamma = (np.asarray(values, dtype=np.float32) for values in (dy, x, gamma))
    m = x.shape[0]
    xc = x - x.mean(axis=0, keepdims=True)
    inverse = 1 / np.sqrt(np.mean(xc**2, axis=0, keepdims=True) + np.float32(epsilon))
    dx_hat = dy * gamma
    dvariance = -0.5 * np.sum(dx_hat * xc, axis=0, keepdims=True) * inverse**3
    dmean = -np.sum(dx_hat * inverse, axis=0, keepdims=True)
    dx = dx_hat * inverse + (2 * dvariance * xc + dmean) / m
    nodes = {"dgamma": np.sum(dy * xc * inverse, axis=0), "dbeta": dy.sum(axis=0)}
    nodes |= {"dvariance": dvariance[0], "dmean": dmean[0]}
    return nodes | {"dx_hat": dx_hat, "dx": dx}
