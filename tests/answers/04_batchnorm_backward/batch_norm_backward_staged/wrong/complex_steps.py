"""Differentiates the forward pass by complex steps: that gives dx without its three paths, and nothing to hand in for dvariance and dmean. Go back along the graph, and add up what arrives at x."""

POINTS = 2


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    def normalised(x):
        mean = x.mean(axis=0)
        return (x - mean) / np.sqrt(((x - mean) ** 2).mean(axis=0) + epsilon)

    dx = np.empty(x.shape)
    for example in range(len(x)):
        moved = x.astype(complex)
        moved[example] += 1e-100j
        dx[example] = (dy * (gamma * normalised(moved)).imag).sum(axis=0) / 1e-100
    return {
        "dgamma": (dy * normalised(x)).sum(axis=0),
        "dbeta": dy.sum(axis=0),
        "dx_hat": gamma * dy,
        "dvariance": np.zeros(x.shape[1]),
        "dmean": np.zeros(x.shape[1]),
        "dx": dx,
    }
