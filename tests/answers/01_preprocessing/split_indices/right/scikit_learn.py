"""Lets scikit-learn split an array of indices."""


def split_indices(labels, validation_share, seed):
    from sklearn.model_selection import train_test_split

    train, validation = train_test_split(
        np.arange(len(labels)), test_size=validation_share, stratify=labels, random_state=seed
    )
    return train, validation
