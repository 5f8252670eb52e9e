"""Functional, in a loop, with a Softmax layer of its own."""


def build_dense64x2():
    x = pixels = keras.Input(shape=(784,))
    for number in (1, 2):
        x = keras.layers.Dense(64, name=f"hidden_{number}")(x)
        x = keras.layers.ReLU()(x)
    probabilities = keras.layers.Softmax()(keras.layers.Dense(10, name="output")(x))
    model = keras.Model(pixels, probabilities)
    model.compile("adam", keras.losses.CategoricalCrossentropy(), metrics=["categorical_accuracy"])
    return model
