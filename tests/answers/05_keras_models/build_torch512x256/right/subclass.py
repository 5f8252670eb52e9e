"""A subclass of keras.Model, one nested Sequential model a hidden layer."""


class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = [
            keras.Sequential(
                [
                    keras.layers.Dense(units),
                    keras.layers.BatchNormalization(momentum=1 - 0.1, epsilon=1e-5),
                    keras.layers.ReLU(),
                ]
            )
            for units in (512, 256)
        ]
        self.logits = keras.layers.Dense(10)

    def call(self, pixels, training=None):
        for block in self.hidden:
            pixels = block(pixels, training=training)
        return self.logits(pixels)


def build_torch512x256():
    model = Network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss, metrics=["accuracy"])
    return model
