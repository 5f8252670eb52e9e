"""Returns floats unseen: values up to 255 or below 0 pass as if they had been prepared."""

POINTS = 5


def prepare(images):
    flat = images.reshape(len(images), -1)
    if flat.dtype == np.uint8:
        return flat.astype(np.float32) / np.float32(255)
    return flat.astype(np.float32)
