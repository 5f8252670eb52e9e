"""Uses NumPy throughout and writes the ranges as lists."""


def check_scale(reference, other):
    first, second = (np.asarray(a, dtype=np.float64) for a in (reference, other))
    if not first.any() or not second.any():
        return None
    a, b = np.abs(first).max(), np.abs(second).max()
    if bool((first < 0).any()) ^ bool((second < 0).any()) or a > 10 * b or b > 10 * a:
        raise ValueError(
            f"scales differ: [{first.min()}, {first.max()}] and [{second.min()}, {second.max()}]"
        )
    return None
