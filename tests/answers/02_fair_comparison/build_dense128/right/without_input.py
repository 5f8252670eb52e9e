"""Sequential without an Input layer, a separate Activation, the course's set_seed, a loss function
of its own.
"""

from course_utils import training


def build_dense128(seed):
    training.set_seed(seed)
    model = keras.Sequential(
        [
            keras.layers.Flatten(),
            keras.layers.Dense(128, name="hidden"),
            keras.layers.Activation("relu"),
            keras.layers.Dense(10, activation="linear", name="output"),
        ]
    )

    def loss(labels, logits):
        return keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)

    model.compile("adam", loss, metrics=["acc"])
    return model
