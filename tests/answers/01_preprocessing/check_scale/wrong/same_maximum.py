"""Refuses every pair whose largest values are not equal: a batch without a bright pixel is refused, and [−1, 1] passes for [0, 1]."""

POINTS = 1


def check_scale(reference, other):
    first = float(np.min(reference)), float(np.max(reference))
    second = float(np.min(other)), float(np.max(other))
    message = f"{first[0]:.3g} to {first[1]:.3g} and {second[0]:.3g} to {second[1]:.3g}"
    a, b = max(abs(first[0]), abs(first[1])), max(abs(second[0]), abs(second[1]))
    if first[1] != second[1]:
        raise ValueError(message)
