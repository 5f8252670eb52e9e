"""Multiplies the matrices with TensorFlow."""

import tensorflow as tf


def signal_by_depth(x, kernels, scale, batch_norm, epsilon=1e-3):
    signal, h = [], x
    for kernel in kernels:
        z = tf.matmul(h, scale * kernel).numpy()
        if batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
        signal.append(z.std())
        h = np.maximum(z, 0)
    return np.array(signal)
