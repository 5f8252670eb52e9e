"""Computes in float64 and converts at the end."""


def prepare(images):
    images = np.array(images)
    stored = images.dtype == np.uint8
    values = images.astype(np.float64).reshape(images.shape[0], 784)
    if stored:
        values = values / 255
    if (values < 0).any() or (values > 1).any():
        raise ValueError("these images are neither as stored nor in [0, 1]")
    return values.astype("float32")
