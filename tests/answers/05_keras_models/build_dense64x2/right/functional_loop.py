"""Functional, in a loop, with keras.activations."""


def build_dense64x2():
    inputs = values = keras.Input(shape=(784,), name="pixels")
    for number in (1, 2):
        values = keras.activations.relu(keras.layers.Dense(64)(values))
        values = keras.layers.BatchNormalization(momentum=0.9, name=f"bn_{number}")(values)
    outputs = keras.layers.Dense(10, activation=keras.activations.softmax)(values)
    return keras.Model(inputs=inputs, outputs=outputs)
