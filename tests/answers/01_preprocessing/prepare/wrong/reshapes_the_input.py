"""Sets `images.shape`: that flattens the caller's own array in place, not a copy of it."""

POINTS = 5


def prepare(images):
    images.shape = (len(images), 784)
    if images.dtype == np.uint8:
        return images.astype(np.float32) / np.float32(255)
    if images.min() < 0 or images.max() > 1:
        raise ValueError("floats outside [0, 1]")
    return images.astype(np.float32)
