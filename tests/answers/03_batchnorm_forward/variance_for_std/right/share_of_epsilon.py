"""Works with the share 1 − s² that ε has in σ² + ε."""


def variance_for_std(std, epsilon=1e-3):
    squared = np.square(std)
    if np.min(std) < 0 or np.max(squared) >= 1:
        raise ValueError("between 0 and 1")
    share = 1 - squared
    total = epsilon / share
    return total - epsilon
