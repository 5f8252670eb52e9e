"""Lets scikit-learn split, stratified."""


def repaired_pipeline(images, labels, test_images, test_labels, seed):
    from sklearn.model_selection import train_test_split

    x_train, x_validation, y_train, y_validation = train_test_split(
        images, labels, test_size=len(images) // 5, stratify=labels, random_state=seed
    )
    sets = {"x_train": x_train, "x_validation": x_validation, "x_test": test_images}
    sets = {name: s.reshape(-1, 784).astype("float32") / 255 for name, s in sets.items()}
    mean = sets["x_train"].mean(axis=0)
    sets = {name: s - mean for name, s in sets.items()}
    return {
        **sets,
        "y_train": y_train,
        "y_validation": y_validation,
        "y_test": test_labels,
        "mean": mean,
    }
