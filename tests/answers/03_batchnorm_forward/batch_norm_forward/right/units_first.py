"""Works on the transposed batch, with one row a unit, and transposes back."""


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    z = x.T
    m = z.shape[1]
    mu = np.mean(z, axis=1, keepdims=True)
    sigma2 = np.sum((z - mu) ** 2, axis=1, keepdims=True) / m
    z_norm = (z - mu) / np.sqrt(sigma2 + epsilon)
    z_tilde = gamma[:, None] * z_norm + beta[:, None]
    return z_tilde.T, np.squeeze(mu, axis=1), np.squeeze(sigma2, axis=1)
