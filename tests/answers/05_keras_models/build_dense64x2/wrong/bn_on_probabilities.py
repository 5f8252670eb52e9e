"""Puts a third BN behind the output layer, where it would spoil the probabilities."""

POINTS = 0


def build_dense64x2():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_1"),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_2"),
            keras.layers.Dense(10, activation="softmax"),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_3"),
        ]
    )
