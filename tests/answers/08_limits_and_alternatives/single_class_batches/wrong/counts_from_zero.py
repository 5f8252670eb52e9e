"""Counts the classes with np.bincount, which knows labels from 0 on alone: a label −1 stops it."""

POINTS = 1


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    out = []
    for c, n in enumerate(np.bincount(labels)):
        idx = np.flatnonzero(labels == c)
        out += [idx[k : k + batch_size] for k in range(0, n, batch_size)]
    return out
