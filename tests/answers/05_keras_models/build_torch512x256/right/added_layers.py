"""Layers added one by one, activations from keras.activations."""


def build_torch512x256():
    model = keras.Sequential()
    model.add(keras.Input(shape=(784,)))
    for units in (512, 256):
        model.add(keras.layers.Dense(units))
        model.add(keras.layers.BatchNormalization(epsilon=1e-5, momentum=0.9))
        model.add(keras.layers.Activation(keras.activations.relu))
    model.add(keras.layers.Dense(10))
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model
