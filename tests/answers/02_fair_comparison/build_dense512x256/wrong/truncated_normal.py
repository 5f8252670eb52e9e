"""Passes √(2/n) to TruncatedNormal: cutting off the tails makes the standard deviation smaller than
the number it is given, which HeNormal makes up for.
"""

POINTS = 2


def build_dense512x256(learning_rate=0.01, momentum=0.9):
    model = keras.Sequential([keras.Input((784,))])
    for number, units in enumerate((512, 256), start=1):
        model.add(
            keras.layers.Dense(
                units,
                activation="relu",
                kernel_initializer=keras.initializers.TruncatedNormal(
                    stddev=(2 / (784 if number == 1 else 512)) ** 0.5
                ),
                name=f"hidden_{number}",
            )
        )
    model.add(keras.layers.Dense(10, name="output"))
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
