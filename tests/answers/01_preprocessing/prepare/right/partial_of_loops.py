"""Is a partial of a helper that goes through the pixels one by one."""

from functools import partial


def scaled_pixel(value, divisor):
    """One pixel; only whole numbers are divided."""
    if isinstance(value, np.integer):
        return int(value) / divisor
    if value < 0 or value > 1:
        raise ValueError(f"a pixel of {value}")
    return float(value)


def scaled_rows(images, divisor):
    """One row an image."""
    rows = [[scaled_pixel(value, divisor) for value in image.ravel()] for image in images]
    return np.array(rows, dtype="float32")


prepare = partial(scaled_rows, divisor=255)
