"""A subclass of keras.Model, with VarianceScaling."""


class Baseline(keras.Model):
    def __init__(self):
        super().__init__()
        he = keras.initializers.VarianceScaling(scale=2.0, seed=3)
        self.one = keras.layers.Dense(512, "relu", kernel_initializer=he, name="hidden_1")
        self.two = keras.layers.Dense(256, "relu", kernel_initializer=he, name="hidden_2")
        self.logits = keras.layers.Dense(10, name="output")

    def call(self, x):
        return self.logits(self.two(self.one(x)))


def build_dense512x256(learning_rate=0.01, momentum=0.9):
    model = Baseline()
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model
