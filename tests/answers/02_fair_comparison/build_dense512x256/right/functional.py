"""Functional, with He's uniform weights and ReLU layers."""


def build_dense512x256(learning_rate=0.01, momentum=0.9):
    pixels = keras.Input((784,))
    x = keras.layers.Dense(512, kernel_initializer="he_uniform", name="hidden_1")(pixels)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(256, kernel_initializer="he_uniform", name="hidden_2")(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(10, kernel_initializer="he_uniform", name="output")(x)
    model = keras.Model(pixels, x)
    model.compile(
        keras.optimizers.SGD(learning_rate, momentum),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
