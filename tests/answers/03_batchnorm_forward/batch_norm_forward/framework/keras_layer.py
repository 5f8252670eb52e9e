"""Calls Keras's layer for y, and NumPy for the statistics alone."""


def batch_norm_forward(x, gamma, beta, epsilon=1e-3):
    layer = keras.layers.BatchNormalization(epsilon=epsilon, dtype="float64")
    layer.build((None, x.shape[1]))
    layer.set_weights([gamma, beta, np.zeros(x.shape[1]), np.ones(x.shape[1])])
    y = keras.ops.convert_to_numpy(layer(x.astype("float64"), training=True))
    return y, x.mean(axis=0), x.var(axis=0)
