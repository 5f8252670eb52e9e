"""Sorts the labels it was given, so its indices are places in the sorted labels, not in yours."""

POINTS = 3


def split_indices(labels, validation_share, seed):
    rng = np.random.default_rng(seed)
    labels.sort()
    train, validation = [], []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        count = round(validation_share * len(members))
        validation.append(members[:count])
        train.append(members[count:])
    return np.concatenate(train), np.concatenate(validation)
