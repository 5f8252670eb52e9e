"""Uses momentum 0.1, which is PyTorch's convention. In Keras that keeps only a tenth of the old
statistics.
"""

POINTS = 2


def build_dense64x2():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.1, name="bn_1"),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.1, name="bn_2"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
