"""Takes γ and β from the hidden BN layers too; the exercise asks for that on the input alone."""

POINTS = 1


def build_dense256x128():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.BatchNormalization(center=False, scale=False),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.BatchNormalization(center=False, scale=False),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.BatchNormalization(center=False, scale=False),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
