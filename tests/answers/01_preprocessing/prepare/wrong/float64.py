"""Returns float64: dividing uint8 by a Python number gives NumPy's default dtype, twice the size of float32."""

POINTS = 4


def prepare(images):
    flat = images.reshape(len(images), -1)
    if flat.dtype == np.uint8:
        return flat / 255
    if flat.min() < 0 or flat.max() > 1:
        raise ValueError("floats outside [0, 1]")
    return flat.astype(np.float64)
