"""Uses `assert`: that raises an AssertionError, not a ValueError, and Python can be told to skip it."""

POINTS = 0


def check_scale(reference, other):
    first = float(np.min(reference)), float(np.max(reference))
    second = float(np.min(other)), float(np.max(other))
    message = f"{first[0]:.3g} to {first[1]:.3g} and {second[0]:.3g} to {second[1]:.3g}"
    a, b = max(abs(first[0]), abs(first[1])), max(abs(second[0]), abs(second[1]))
    assert min(a, b) == 0 or (first[0] < 0) == (second[0] < 0), message
    assert min(a, b) == 0 or max(a, b) <= 10 * min(a, b), message
