"""Applies γ and β to x before it normalises. They act on the normalised x̂, at the end."""

POINTS = 3


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    return (gamma * x + beta - moving_mean) / np.sqrt(moving_variance + epsilon)
