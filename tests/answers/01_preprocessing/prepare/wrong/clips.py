"""Clips floats to [0, 1] in place of refusing them: pixels of 255 silently become 1."""

POINTS = 5


def prepare(images):
    if images.dtype == np.uint8:
        return images.reshape(len(images), 784).astype(np.float32) / 255
    return np.clip(images, 0, 1).astype(np.float32)
