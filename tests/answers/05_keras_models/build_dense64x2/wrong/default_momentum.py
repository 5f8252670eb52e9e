"""Keeps Keras's momentum of 0.99, so the moving statistics need hundreds of steps to settle."""

POINTS = 2


def build_dense64x2():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(name="bn_1"),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(name="bn_2"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
