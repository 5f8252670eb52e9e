"""Returns the two parts in the wrong order: the small part is for validation, and it comes second."""

POINTS = 1


def split_indices(labels, validation_share, seed):
    from sklearn.model_selection import train_test_split

    train, validation = train_test_split(
        np.arange(len(labels)), test_size=validation_share, stratify=labels, random_state=seed
    )
    return validation, train
