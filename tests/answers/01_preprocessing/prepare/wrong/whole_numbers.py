"""Divides with `//`, which rounds down to whole numbers: every pixel below 255 becomes 0."""

POINTS = 2


def prepare(images):
    flat = images.reshape(len(images), -1)
    if flat.dtype == np.uint8:
        return (flat // 255).astype(np.float32)
    if flat.min() < 0 or flat.max() > 1:
        raise ValueError("floats outside [0, 1]")
    return flat.astype(np.float32)
