"""Assumes that the classes are 0 to 9: examples of others are lost, and an empty class is counted in."""

POINTS = 3


def split_indices(labels, validation_share, seed):
    labels = np.asarray(labels)
    rng = np.random.default_rng(seed)
    train, validation = [], []
    for label in range(10):
        members = rng.permutation(np.flatnonzero(labels == label))
        count = round(validation_share * len(members))
        validation.append(members[:count])
        train.append(members[count:])
    return np.concatenate(train), np.concatenate(validation)
