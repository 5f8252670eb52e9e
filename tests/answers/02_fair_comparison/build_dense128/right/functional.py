"""Functional, flattened by Reshape, with seeded initializers and a ReLU from keras.ops."""


def build_dense128(seed):
    start = keras.initializers.GlorotUniform
    image = keras.Input((28, 28))
    pixels = keras.layers.Reshape((784,))(image)
    hidden = keras.layers.Dense(128, kernel_initializer=start(seed=seed), name="hidden")(pixels)
    output = keras.layers.Dense(10, kernel_initializer=start(seed=seed + 1), name="output")
    model = keras.Model(image, output(keras.ops.relu(hidden)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3), loss, metrics=["sparse_categorical_accuracy"])
    return model
