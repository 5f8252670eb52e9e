"""Draws from all examples at once, without regard to their classes: each class is held out by chance, more or less than its share."""

POINTS = 3


def split_indices(labels, validation_share, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    count = round(validation_share * len(labels))
    return order[count:], order[:count]
