"""Each hidden block a Sequential of its own."""


def build_torch512x256():
    h = lambda u: keras.Sequential(
        [
            keras.layers.Dense(u),
            keras.layers.BatchNormalization(momentum=1 - 0.1, epsilon=np.float32(1e-5)),
            keras.layers.Activation("relu"),
        ]
    )
    m = keras.Sequential([keras.Input((784,)), h(512), h(256), keras.layers.Dense(10)])
    m.compile(
        keras.optimizers.SGD(0.01, 0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return m
