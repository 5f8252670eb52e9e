"""Compiles with the loss for one-hot labels, but the labels are integers."""

POINTS = 1


def build_torch512x256():
    x = i = keras.layers.Input((784,))
    for u in (512, 256):
        x = keras.layers.Dense(u)(x)
        x = keras.layers.BatchNormalization(momentum=0.9, epsilon=0.00001)(x)
        x = keras.layers.Activation("relu")(x)
    m = keras.Model(i, keras.layers.Dense(10)(x))
    m.compile(
        keras.optimizers.SGD(0.01, 0.9), keras.losses.CategoricalCrossentropy(from_logits=True)
    )
    return m
