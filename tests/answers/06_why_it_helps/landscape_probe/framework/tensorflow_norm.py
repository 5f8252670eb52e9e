"""Has TensorFlow compute the norms."""

import tensorflow as tf


def landscape_probe(loss, gradient, w, steps):
    g = gradient(w)
    length = float(tf.norm(g))
    if length == 0:
        raise ValueError("the gradient is 0: there is no direction to walk in")
    losses, changes, ratios = [], [], []
    for eta in steps:
        there = w - eta * g
        change = float(tf.norm(gradient(there) - g))
        losses.append(loss(there))
        changes.append(change / length)
        ratios.append(change / (eta * length))
    met = [loss(w), *losses]
    return {
        "losses": np.array(losses),
        "loss_range": max(met) - min(met),
        "changes": np.array(changes),
        "smoothness": max(ratios),
    }
