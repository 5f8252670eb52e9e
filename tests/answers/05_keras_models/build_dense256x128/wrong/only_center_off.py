"""Switches β off on the input (center=False), but keeps γ."""

POINTS = 2


def build_dense256x128():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.BatchNormalization(center=False),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
