"""As many parts of nearly equal size as are needed."""


def single_class_batches(labels, batch_size):
    labels = np.array(labels)
    batches = []
    for label in set(labels.tolist()):
        members = np.nonzero(labels == label)[0]
        batches.extend(np.array_split(members, int(np.ceil(len(members) / batch_size))))
    return batches
