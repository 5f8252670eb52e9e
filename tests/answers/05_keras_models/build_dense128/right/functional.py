"""Functional, flattened by Reshape and rectified by keras.ops."""


def build_dense128():
    image = keras.Input((28, 28))
    pixels = keras.layers.Reshape((784,))(image)
    hidden = keras.layers.Dense(128, use_bias=False, name="hidden")(pixels)
    hidden = keras.layers.BatchNormalization(axis=-1, momentum=0.99, epsilon=0.001)(hidden)
    logits = keras.layers.Dense(10, activation="linear")(keras.ops.relu(hidden))
    model = keras.Model(image, logits)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate=0.001), loss, metrics=["accuracy"])
    return model
