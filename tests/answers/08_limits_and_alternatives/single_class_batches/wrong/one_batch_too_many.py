"""Adds a batch to each class whose size divides evenly: it is empty."""

POINTS = 1


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    batches = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        for number in range(len(members) // batch_size + 1):
            batches.append(members[number * batch_size : (number + 1) * batch_size])
    return batches
