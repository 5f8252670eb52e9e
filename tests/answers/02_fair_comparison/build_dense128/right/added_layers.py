"""Layers added one by one, leaving the model's `build` to the first image."""


def build_dense128(seed):
    keras.utils.set_random_seed(int(seed))
    model = keras.models.Sequential(name="baseline")
    model.add(keras.layers.Input(shape=(28, 28)))
    model.add(keras.layers.Flatten(name="pixels"))
    model.add(keras.layers.Dense(units=128, activation=keras.activations.relu, name="hidden"))
    model.add(keras.layers.Dense(units=10, activation=None, name="output"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model
