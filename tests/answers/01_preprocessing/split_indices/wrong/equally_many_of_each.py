"""Holds out equally many of each class: stratified means the same share of each class, which is another number where classes differ in size."""

POINTS = 3


def split_indices(labels, validation_share, seed):
    labels = np.asarray(labels)
    rng = np.random.default_rng(seed)
    classes = np.unique(labels)
    count = round(validation_share * len(labels) / len(classes))
    train, validation = [], []
    for label in classes:
        members = rng.permutation(np.flatnonzero(labels == label))
        validation.append(members[:count])
        train.append(members[count:])
    return np.concatenate(train), np.concatenate(validation)
