"""Scales but leaves the shape (n, 28, 28): a Dense layer needs one row of 784 pixels an image."""

POINTS = 2


def prepare(images):
    if images.dtype == np.uint8:
        return images.astype(np.float32) / np.float32(255)
    if images.min() < 0 or images.max() > 1:
        raise ValueError("floats outside [0, 1]")
    return images.astype(np.float32)
