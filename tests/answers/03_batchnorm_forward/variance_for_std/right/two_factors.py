"""Writes 1 − s² as a product of two factors."""


def variance_for_std(std, epsilon=1e-3):
    if not np.all((np.asarray(std) >= 0) & (np.asarray(std) < 1)):
        raise ValueError(f"no input has this: {std}")
    return std * std * epsilon / ((1 - std) * (1 + std))
