"""Keeps images in data frames, and labels in lists."""


def repaired_pipeline(images, labels, test_images, test_labels, seed):
    import pandas as pd

    frame, x_test = (
        pd.DataFrame(some.reshape(len(some), -1)).astype("float32") / 255
        for some in (images, test_images)
    )
    x_validation = frame.sample(n=len(frame) // 5, random_state=seed)
    x_train = frame.drop(x_validation.index)
    mean = x_train.mean()
    return dict(
        x_train=x_train - mean,
        y_train=list(labels[x_train.index]),
        x_validation=x_validation - mean,
        y_validation=list(labels[x_validation.index]),
        x_test=x_test - mean,
        y_test=list(test_labels),
        mean=mean,
    )
