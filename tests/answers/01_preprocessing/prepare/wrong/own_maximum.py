"""Divides by the largest value that occurs in place of 255: sets with fainter images end up on another scale."""

POINTS = 4


def prepare(images):
    flat = images.reshape(len(images), -1)
    if flat.dtype == np.uint8:
        return (flat / max(flat.max(), 1)).astype(np.float32)
    if flat.min() < 0 or flat.max() > 1:
        raise ValueError("floats outside [0, 1]")
    return flat.astype(np.float32)
