"""Activations and softmax as layers of their own, compiled as well."""


def build_dense64x2():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64),
            keras.layers.ReLU(),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_1"),
            keras.layers.Dense(64),
            keras.layers.Activation("relu"),
            keras.layers.BatchNormalization(momentum=0.9, name="bn_2"),
            keras.layers.Dense(10),
            keras.layers.Softmax(),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
