"""Shuffles once, then counts within each class; plain lists come back."""


def split_indices(labels, validation_share, seed):
    rng = np.random.default_rng(seed)
    taken, train, validation = {}, [], []
    quota = {c: round(validation_share * n) for c, n in zip(*np.unique(labels, return_counts=True))}
    for index in rng.permutation(len(labels)):
        label = labels[index]
        if taken.get(label, 0) < quota[label]:
            taken[label] = taken.get(label, 0) + 1
            validation.append(int(index))
        else:
            train.append(int(index))
    return [train, validation]
