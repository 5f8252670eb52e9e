"""Looks up the members of a class with keras.ops."""


def single_class_batches(labels, batch_size):
    labels = np.asarray(labels)
    batches = []
    for label in np.unique(labels):
        members = np.asarray(keras.ops.where(keras.ops.equal(labels, label))[0])
        batches += [
            members[start : start + batch_size] for start in range(0, len(members), batch_size)
        ]
    return batches
