"""Lets Keras's layer update itself, and corrects the variance afterwards for PyTorch."""


def update_moving_statistics(moving_mean, moving_variance, x, momentum, convention):
    if convention not in ("keras", "pytorch") or (convention == "pytorch" and len(x) < 2):
        raise ValueError("this can't be done")
    kept = momentum if convention == "keras" else 1 - momentum
    d = x.shape[1]
    layer = keras.layers.BatchNormalization(momentum=kept, dtype="float64")
    layer.build((None, d))
    layer.set_weights([np.ones(d), np.zeros(d), moving_mean, moving_variance])
    layer(x, training=True)
    mean, variance = layer.get_weights()[2:]
    if convention == "pytorch":
        m = len(x)
        variance = kept * moving_variance + (variance - kept * moving_variance) * m / (m - 1)
    return mean, variance
