"""Freezes BN, so that γ and β are not trained and no statistics are collected."""

POINTS = 2


def build_dense128():
    m = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, use_bias=False),
            keras.layers.BatchNormalization(trainable=False),
            keras.layers.ReLU(),
            keras.layers.Dense(10),
        ]
    )
    m.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return m
