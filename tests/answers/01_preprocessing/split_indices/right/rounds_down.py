"""Takes whole parts, rounded down, with a boolean mask and NumPy's older random numbers; sorted indices."""


def split_indices(labels, validation_share, seed):
    random = np.random.RandomState(seed)
    held_out = np.zeros(len(labels), dtype=bool)
    for label in set(np.asarray(labels).tolist()):
        members = np.where(labels == label)[0]
        random.shuffle(members)
        held_out[members[: int(validation_share * len(members))]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)
