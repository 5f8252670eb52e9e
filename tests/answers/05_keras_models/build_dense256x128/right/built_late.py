"""Nested blocks, and no Input: the model is built at its first call."""


def build_dense256x128():
    b = lambda u: keras.Sequential(
        [keras.layers.Dense(u, "relu"), keras.layers.BatchNormalization()]
    )
    return keras.Sequential(
        [
            keras.layers.BatchNormalization(center=0, scale=0),
            b(256),
            b(128),
            keras.layers.Dense(10, activation=keras.activations.softmax),
        ]
    )
