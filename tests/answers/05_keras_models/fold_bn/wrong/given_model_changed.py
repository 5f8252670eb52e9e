"""Writes the folded weights into the layers of the given model, which is broken afterwards."""

POINTS = 4


def fold_bn(model):
    kept, waiting, previous = [], None, None
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
            gamma = 1.0 if layer.gamma is None else layer.gamma.numpy()
            beta = 0.0 if layer.beta is None else layer.beta.numpy()
            scale = gamma / np.sqrt(variance + layer.epsilon)
            shift = beta - scale * mean
            if (
                isinstance(previous, keras.layers.Dense)
                and previous.activation.__name__ == "linear"
            ):
                weights = previous.get_weights()
                bias = weights[1] if previous.use_bias else np.zeros(previous.units, "float32")
                previous = keep_bias(kept, previous, weights[0] * scale, bias * scale + shift)
            else:
                waiting = scale, shift
                previous = layer
            continue
        if isinstance(layer, keras.layers.Dense) and waiting is not None:
            scale, shift = waiting
            kernel = layer.get_weights()[0]
            bias = layer.get_weights()[1] if layer.use_bias else np.zeros(layer.units, "float32")
            kept.append(layer)
            previous = keep_bias(kept, layer, scale[:, None] * kernel, bias + shift @ kernel)
            waiting = None
            continue
        kept.append(layer)
        previous = layer
    return keras.Sequential([keras.Input(model.input_shape[1:]), *kept])


def keep_bias(kept, layer, kernel, bias):
    """Store weights in the layer itself; in a new one only if the layer has no place for a bias."""
    if not layer.use_bias:
        new = keras.layers.Dense(layer.units, activation=layer.activation)
        new.build((None, kernel.shape[0]))
        kept[-1] = layer = new
    layer.set_weights([kernel, bias])
    return layer
