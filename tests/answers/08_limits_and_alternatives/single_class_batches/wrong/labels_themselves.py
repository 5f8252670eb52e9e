"""Returns the labels of each batch in place of the indices of its examples."""

POINTS = 1


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    batches = []
    for label in np.unique(labels):
        members = labels[labels == label]
        batches += [
            members[start : start + batch_size] for start in range(0, len(members), batch_size)
        ]
    return batches
