"""The slope as covariance over variance, by hand; runs one after the other."""


def gradient_growth(squared_norms):
    values = np.asarray(squared_norms, dtype=float)
    if values.ndim == 1:
        values = values[None]
    if values.shape[-1] < 2:
        raise ValueError("too few layers")
    if np.any(~np.isfinite(values)) or values.min() <= 0:
        raise ValueError("not finite and positive")
    total = 0.0
    for run in values:
        y = np.log(run[::-1])
        k = np.arange(len(y), dtype=float)
        total += np.mean((k - k.mean()) * (y - y.mean())) / np.var(k)
    return np.exp(total / len(values))
