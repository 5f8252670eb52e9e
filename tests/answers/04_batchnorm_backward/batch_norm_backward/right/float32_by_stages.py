"""Goes by stages in float32, back through the standard deviation: one more form that textbooks print."""


def batch_norm_backward(dy, x_hat, gamma, std):
    dy, x_hat, gamma, std = (np.float32(values) for values in (dy, x_hat, gamma, std))
    batch_size = dy.shape[0]
    dbeta = dy.sum(axis=0)
    dgamma = np.sum(x_hat * dy, axis=0)
    xc, dxn = x_hat * std, gamma * dy
    dxc = dxn / std
    dstd = -np.sum((dxn * xc) / (std * std), axis=0)
    dvar = 0.5 * dstd / std
    dxc += (2 / batch_size) * xc * dvar
    return dxc - np.sum(dxc, axis=0) / batch_size, dgamma, dbeta
