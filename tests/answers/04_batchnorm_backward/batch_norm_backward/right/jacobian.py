"""Builds the m × m Jacobian of each unit and returns a named tuple."""

from typing import NamedTuple


class Gradients(NamedTuple):
    """What goes back through a BN layer."""

    dx: np.ndarray
    dgamma: np.ndarray
    dbeta: np.ndarray


def batch_norm_backward(dy, x_hat, gamma, std):
    m, d = dy.shape
    dx = np.zeros((m, d))
    for j in range(d):
        h = x_hat[:, j]
        jacobian = gamma[j] / std[j] * (np.eye(m) - np.ones((m, m)) / m - np.outer(h, h) / m)
        dx[:, j] = jacobian @ dy[:, j]
    return Gradients(dx, np.diagonal(dy.T @ x_hat), np.ones(m) @ dy)
