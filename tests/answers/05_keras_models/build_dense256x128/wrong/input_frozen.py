"""Freezes BN on the input instead of leaving out γ and β. A frozen BN layer runs in inference
mode and never collects statistics.
"""

POINTS = 2


def build_dense256x128():
    on_input = keras.layers.BatchNormalization(center=False, scale=False)
    on_input.trainable = False
    return keras.Sequential(
        [
            keras.Input((784,)),
            on_input,
            keras.layers.Dense(256, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
