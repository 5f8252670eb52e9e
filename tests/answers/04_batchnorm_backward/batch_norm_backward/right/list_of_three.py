"""Returns a list, and centres twice."""


def batch_norm_backward(dy, x_hat, gamma, std):
    centred = dy - np.mean(dy, axis=0)
    centred = centred - x_hat * np.mean(centred * x_hat, axis=0)
    return [centred * (gamma / std), np.sum(dy * x_hat, 0), np.sum(dy, 0)]
