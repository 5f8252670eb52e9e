"""Goes through the units one by one, in float64."""


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    y, means, variances = np.zeros(x.shape), [], []
    for unit in range(x.shape[1]):
        column = x[:, unit].astype("float64")
        means.append(column.mean())
        variances.append(column.var())
        root = np.sqrt(variances[-1] + epsilon)
        y[:, unit] = gamma[unit] * (column - means[-1]) / root + beta[unit]
    return y, np.array(means), np.array(variances)
