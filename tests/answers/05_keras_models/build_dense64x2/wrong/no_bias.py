"""Drops the biases of the hidden Dense layers. Before BN they would be redundant, but here the
ReLU comes in between.
"""

POINTS = 1


def build_dense64x2():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu", use_bias=False),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_1"),
            keras.layers.Dense(64, activation="relu", use_bias=False),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_2"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
