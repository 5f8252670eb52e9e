"""Expects flat images: the Flatten layer is missing, so images of shape (28, 28) don't fit."""

POINTS = 2


def build_dense128():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(128, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
