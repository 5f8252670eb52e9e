"""Keeps full batches alone: the last examples of most classes are in no batch."""

POINTS = 1


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    batches = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        for start in range(0, len(members) - batch_size + 1, batch_size):
            batches.append(members[start : start + batch_size])
    return batches
