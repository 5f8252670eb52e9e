"""Activations and softmax as layers of their own."""


def build_dense256x128():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.BatchNormalization(center=False, scale=False),
            keras.layers.Dense(256),
            keras.layers.ReLU(),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(128),
            keras.layers.ReLU(),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(10),
            keras.layers.Activation("softmax"),
        ]
    )
