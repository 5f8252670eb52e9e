"""Uses Python's `random` and returns lists."""

import random


def split_indices(labels, validation_share, seed):
    random.seed(seed)
    train, validation = [], []
    for label in set(labels.tolist()):
        members = [i for i, other in enumerate(labels) if other == label]
        random.shuffle(members)
        count = int(validation_share * len(members))
        validation += members[:count]
        train += members[count:]
    return train, validation
