"""Raises an error that says only that the scales differ: which ranges it met is what the reader needs."""

POINTS = 3


def check_scale(reference, other):
    first = float(np.min(reference)), float(np.max(reference))
    second = float(np.min(other)), float(np.max(other))
    message = f"{first[0]:.3g} to {first[1]:.3g} and {second[0]:.3g} to {second[1]:.3g}"
    a, b = max(abs(first[0]), abs(first[1])), max(abs(second[0]), abs(second[1]))
    if min(a, b) > 0 and ((first[0] < 0) != (second[0] < 0) or max(a, b) > 10 * min(a, b)):
        raise ValueError("reference and other are on different scales")
