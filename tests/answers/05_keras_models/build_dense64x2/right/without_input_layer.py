"""Sequential without an Input layer: it is built by its first batch."""


def build_dense64x2():
    return keras.Sequential(
        [
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_1"),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_2"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
