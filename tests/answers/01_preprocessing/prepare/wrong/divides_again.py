"""Divides by 255 whatever comes: it does not look at the dtype, so a second call makes the pixels 255 times too small."""

POINTS = 3


def prepare(images):
    return (images.astype(np.float32) / 255).reshape(len(images), -1)
