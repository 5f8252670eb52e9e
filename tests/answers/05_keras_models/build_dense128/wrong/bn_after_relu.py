"""Puts BN after the ReLU. The exercise asks for BN between the Dense layer and its activation."""

POINTS = 2


def build_dense128():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, use_bias=False),
            keras.layers.ReLU(),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
