"""Divides before it looks for zeros, and writes its ranges with two dots."""


def check_scale(reference, other):
    low, high = np.min(reference).astype(float), np.max(reference).astype(float)
    other_low, other_high = np.min(other).astype(float), np.max(other).astype(float)
    ratio = max(abs(low), abs(high)) / max(abs(other_low), abs(other_high))
    if not np.any(reference) or not np.any(other):
        return None
    if (low < 0) != (other_low < 0) or ratio > 10 or ratio < 1 / 10:
        raise ValueError(f"{low:.3e}..{high:.3e} against {other_low:.3e}..{other_high:.3e}")
