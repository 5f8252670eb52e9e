"""Makes a generator without the seed: every call gives another split."""

POINTS = 4


def split_indices(labels, validation_share, seed):
    labels = np.asarray(labels)
    rng = np.random.default_rng()
    train, validation = [], []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        count = round(validation_share * len(members))
        validation.append(members[:count])
        train.append(members[count:])
    return np.concatenate(train), np.concatenate(validation)
