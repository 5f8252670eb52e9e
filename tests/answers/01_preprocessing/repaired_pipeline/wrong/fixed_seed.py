"""Always shuffles with the same number: another `seed` holds out the same images."""

POINTS = 4


def repaired_pipeline(images, labels, test_images, test_labels, seed):
    order = np.random.default_rng(42).permutation(len(images))
    count = len(images) // 5
    validation, train = order[:count], order[count:]

    def scaled(some):
        return some.reshape(len(some), 784).astype(np.float32) / 255

    x_train = scaled(images[train])
    mean = x_train.mean(axis=0)
    return {
        "x_train": x_train - mean,
        "y_train": labels[train],
        "x_validation": scaled(images[validation]) - mean,
        "y_validation": labels[validation],
        "x_test": scaled(test_images) - mean,
        "y_test": test_labels,
        "mean": mean,
    }
