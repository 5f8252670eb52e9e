"""Returns the test set as validation set too, and trains on all other images: what is chosen on it, it cannot judge."""

POINTS = 3


def repaired_pipeline(images, labels, test_images, test_labels, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(images))
    validation, train = order[: len(images) // 5], order[len(images) // 5 :]

    def scaled(some):
        return (some.reshape(len(some), -1) / 255).astype(np.float32)

    x_train, x_validation, x_test = (
        scaled(images),
        scaled(test_images),
        scaled(test_images),
    )
    y_train, y_validation, y_test = labels, test_labels, test_labels
    mean = x_train.mean(axis=0)
    return {
        "x_train": x_train - mean,
        "y_train": y_train,
        "x_validation": x_validation - mean,
        "y_validation": y_validation,
        "x_test": x_test - mean,
        "y_test": y_test,
        "mean": mean,
    }
