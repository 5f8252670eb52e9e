"""Makes a new array first and goes on with it in place."""


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    y = x - moving_mean
    y /= np.sqrt(moving_variance + epsilon)
    y *= gamma
    y += beta
    return y
