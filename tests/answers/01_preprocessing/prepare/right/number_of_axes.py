"""Tells the two kinds apart by their number of axes, which differs as the dtype does."""


def prepare(images):
    if images.ndim == 3:
        return np.true_divide(images, 255, dtype=np.float32).reshape(-1, 28 * 28)
    if not ((images >= 0) & (images <= 1)).all():
        raise ValueError("floats outside [0, 1]")
    return images.astype(np.float32, copy=True)
