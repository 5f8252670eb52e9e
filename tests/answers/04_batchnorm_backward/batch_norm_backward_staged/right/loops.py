"""Works unit by unit, with sums in plain Python."""


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    m, d = x.shape
    names = ("dgamma", "dbeta", "dvariance", "dmean")
    result = {name: np.zeros(d) for name in names}
    result["dx_hat"] = np.zeros((m, d))
    result["dx"] = np.zeros((m, d))
    for j in range(d):
        column = [float(v) for v in x[:, j]]
        upstream = [float(v) for v in dy[:, j]]
        mean = sum(column) / m
        variance = sum((v - mean) ** 2 for v in column) / m
        std = (variance + epsilon) ** 0.5
        result["dbeta"][j] = sum(upstream)
        result["dgamma"][j] = sum(u * (v - mean) / std for u, v in zip(upstream, column))
        d_hat = [u * float(gamma[j]) for u in upstream]
        result["dx_hat"][:, j] = d_hat
        dvar = -sum(g * (v - mean) for g, v in zip(d_hat, column)) / (2 * std**3)
        dmean = -sum(d_hat) / std
        result["dvariance"][j], result["dmean"][j] = dvar, dmean
        for i in range(m):
            result["dx"][i, j] = d_hat[i] / std + 2 * dvar * (column[i] - mean) / m + dmean / m
    return result
