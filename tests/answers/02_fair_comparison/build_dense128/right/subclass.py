"""A subclass of keras.Model whose call insists on the argument training."""


class Baseline(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(128, name="hidden")
        self.relu = keras.layers.ReLU()
        self.out = keras.layers.Dense(10, name="output")

    def call(self, images, training):
        return self.out(self.relu(self.hidden(self.flatten(images))))


def build_dense128(seed):
    keras.utils.set_random_seed(seed)
    model = Baseline()
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
