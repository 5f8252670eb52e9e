"""Leaves BN and ReLU to Keras."""


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = h @ (scale * kernel)
        if batch_norm:
            layer = keras.layers.BatchNormalization(epsilon=epsilon, dtype="float64")
            z = np.asarray(layer(z, training=True))
        signal.append(z.std())
        h = np.asarray(keras.ops.relu(z))
    return np.array(signal)
