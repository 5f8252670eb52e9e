"""Leaves the validation examples in the training part: the two parts overlap."""

POINTS = 1


def split_indices(labels, validation_share, seed):
    labels = np.asarray(labels)
    rng = np.random.default_rng(seed)
    validation = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        count = round(validation_share * len(members))
        validation.append(rng.choice(members, size=count, replace=False))
    return np.arange(len(labels)), np.concatenate(validation)
