"""Looks only for an other set that is too large: one that is 255 times too small passes."""

POINTS = 2


def check_scale(reference, other):
    first = float(np.min(reference)), float(np.max(reference))
    second = float(np.min(other)), float(np.max(other))
    message = f"{first[0]:.3g} to {first[1]:.3g} and {second[0]:.3g} to {second[1]:.3g}"
    a, b = max(abs(first[0]), abs(first[1])), max(abs(second[0]), abs(second[1]))
    if a == 0 or b == 0:
        return
    if (first[0] < 0) != (second[0] < 0) or b > 10 * a:
        raise ValueError(message)
