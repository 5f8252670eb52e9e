"""Compiles with SGD instead of Adam."""

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
        optimizer=keras.optimizers.SGD(1e-3),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
