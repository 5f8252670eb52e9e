"""Calls a winner only if every single pair agrees, whatever the size and number of the
differences.
"""

POINTS = 2


def verdict(a, b, margin=0.0):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("no pairs")
    if not np.isfinite([a, b]).all():
        raise ValueError("a run diverged")
    n = len(a)
    low, high = (a - b).min(), (a - b).max()
    if low > 0:
        return "a is higher"
    if high < 0:
        return "b is higher"
    return "inconclusive"
