"""Refuses floats above 1 but not those below 0: images on [−1, 1] pass as if they had been prepared."""

POINTS = 5


def prepare(images):
    if images.dtype == np.uint8:
        return images.reshape(len(images), 784).astype(np.float32) / 255
    if images.max() > 1:
        raise ValueError("floats above 1")
    return images.astype(np.float32)
