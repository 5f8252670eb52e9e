"""Two nested Sequential models, the activation as a Dense-free function."""


def build_dense128():
    hidden = keras.Sequential(
        [
            keras.layers.Dense(128, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
        ]
    )
    model = keras.Sequential(
        [keras.Input((28, 28)), keras.layers.Flatten(), hidden, keras.layers.Dense(10)]
    )
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    return model
