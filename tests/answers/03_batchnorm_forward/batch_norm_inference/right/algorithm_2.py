"""Writes it as line 11 of Algorithm 2 of the paper does, in float64."""


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    x = np.array(x, dtype="float64")
    root = np.sqrt(moving_variance.reshape(1, -1) + epsilon)
    return gamma / root * x + (beta - gamma * moving_mean / root)
