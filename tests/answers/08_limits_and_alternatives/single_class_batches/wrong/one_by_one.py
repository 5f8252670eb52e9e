"""Makes batches of a single example: that is one class a batch, but far more batches than
needed.
"""

POINTS = 1


def single_class_batches(labels, batch_size):
    return [np.array([index]) for index in range(len(labels))]
