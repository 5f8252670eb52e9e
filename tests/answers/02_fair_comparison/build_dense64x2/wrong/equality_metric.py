"""Passes a metric keras.metrics.Accuracy(): it counts numbers that are equal, and a probability hardly
ever equals 0 or 1. The string "accuracy" chooses the kind that fits.
"""

POINTS = 2


def build_dense64x2():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu", name="hidden_1"),
            keras.layers.Dense(64, activation="relu", name="hidden_2"),
            keras.layers.Dense(10, activation="softmax", name="output"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3),
        loss="categorical_crossentropy",
        metrics=[keras.metrics.Accuracy()],
    )
    return model
