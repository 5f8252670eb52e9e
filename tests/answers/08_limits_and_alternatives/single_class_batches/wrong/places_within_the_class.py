"""Counts the examples within their class: the indices must be those in `labels`."""

POINTS = 1


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    batches = []
    for label in np.unique(labels):
        places = np.arange(int((labels == label).sum()))
        batches += [
            places[start : start + batch_size] for start in range(0, len(places), batch_size)
        ]
    return batches
