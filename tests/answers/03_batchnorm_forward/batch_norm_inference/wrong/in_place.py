"""Changes x itself, as `-=`, `/=` and `out=` do: they work on the caller's array."""

POINTS = 3


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    x -= moving_mean
    x /= np.sqrt(moving_variance + epsilon)
    return gamma * x + beta
