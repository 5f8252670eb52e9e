"""Returns True or False: nobody reads a returned value after a call that stands alone, so an error was asked for."""

POINTS = 0


def check_scale(reference, other):
    first = float(np.min(reference)), float(np.max(reference))
    second = float(np.min(other)), float(np.max(other))
    message = f"{first[0]:.3g} to {first[1]:.3g} and {second[0]:.3g} to {second[1]:.3g}"
    a, b = max(abs(first[0]), abs(first[1])), max(abs(second[0]), abs(second[1]))
    if min(a, b) == 0:
        return True
    return (first[0] < 0) == (second[0] < 0) and max(a, b) <= 10 * min(a, b)
