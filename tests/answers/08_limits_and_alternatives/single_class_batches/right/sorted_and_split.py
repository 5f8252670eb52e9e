"""Sorts, splits where the label changes, then cuts each part."""


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    order = np.argsort(labels)
    borders = np.flatnonzero(np.diff(labels[order])) + 1
    return [
        part[start : start + batch_size]
        for part in np.split(order, borders)
        for start in range(0, part.size, batch_size)
    ]
