"""Raises its own kind of ValueError, and compares a quotient."""


class ScaleError(ValueError):
    """Two sets on different scales."""


def check_scale(reference, other):
    low, high = np.min(reference).astype(float), np.max(reference).astype(float)
    other_low, other_high = np.min(other).astype(float), np.max(other).astype(float)
    size, other_size = max(-low, high), max(-other_low, other_high)
    if size == 0 or other_size == 0:
        return
    quotient = size / other_size
    if (low < 0 and other_low >= 0) or (low >= 0 and other_low < 0) or not 0.1 <= quotient <= 10:
        raise ScaleError(f"{low:.4e} to {high:.4e} against {other_low:.4e} to {other_high:.4e}")
