"""Draws with replacement, which is the default of `choice`: some indices are held out more than once."""

POINTS = 1


def split_indices(labels, validation_share, seed):
    labels = np.asarray(labels)
    rng = np.random.default_rng(seed)
    validation = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        validation.extend(rng.choice(members, size=round(validation_share * len(members))))
    train = np.setdiff1d(np.arange(len(labels)), validation)
    return train, np.array(validation)
