"""Makes one row a place, normalises as for a Dense layer, and shapes back."""


def batch_norm_conv(x, gamma, beta, epsilon=1e-3, channels_first=False):
    if channels_first:
        N, C, H, W = x.shape
        rows = x.transpose(0, 2, 3, 1).reshape(-1, C)
    else:
        N, H, W, C = x.shape
        rows = x.reshape(N * H * W, C)
    mu, var = np.mean(rows, axis=0), np.var(rows, axis=0)
    out = gamma * (rows - mu) / np.sqrt(var + epsilon) + beta
    out = out.reshape(N, H, W, C)
    if channels_first:
        out = out.transpose(0, 3, 1, 2)
    return out, mu, var
