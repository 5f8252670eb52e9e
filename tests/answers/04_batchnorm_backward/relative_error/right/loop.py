"""Goes through the pairs one by one."""


def relative_error(a, b):
    difference = largest = 0.0
    for one, other in zip(np.ravel(a), np.ravel(b)):
        difference = max(difference, abs(one - other))
        largest = max(largest, abs(one), abs(other))
    if difference == 0:
        return 0
    return difference / largest
