"""Functional, without the redundant biases, with an explicit linear output."""


def build_torch512x256():
    inputs = keras.Input((784,))
    values = inputs
    for units in [512, 256]:
        values = keras.layers.Dense(units, use_bias=False)(values)
        values = keras.layers.BatchNormalization(momentum=1 - 0.1, epsilon=0.00001)(values)
        values = keras.layers.Activation("relu")(values)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="linear")(values))
    model.compile(
        keras.optimizers.SGD(0.01, 0.9),
        lambda y, z: keras.ops.mean(
            keras.losses.sparse_categorical_crossentropy(y, z, from_logits=True)
        ),
        metrics=["accuracy"],
    )
    return model
