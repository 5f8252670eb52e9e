"""Scales the kernel but not the bias of the Dense layer before BN, although BN acts on their
sum.
"""

POINTS = 2


def fold_bn(model):
    folded = keras.Sequential([keras.Input(model.input_shape[1:])])
    weights, waiting, previous = [], None, None
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
            gamma = np.ones_like(mean) if layer.gamma is None else layer.gamma.numpy()
            beta = np.zeros_like(mean) if layer.beta is None else layer.beta.numpy()
            scale = gamma / np.sqrt(variance + layer.epsilon)
            shift = beta - scale * mean
            if (
                isinstance(previous, keras.layers.Dense)
                and previous.activation.__name__ == "linear"
            ):
                kernel, bias = weights[-1]
                weights[-1] = [kernel * scale, bias + shift]
            else:
                waiting = scale, shift
        elif isinstance(layer, keras.layers.Dense):
            kernel = layer.kernel.numpy()
            bias = layer.bias.numpy() if layer.use_bias else np.zeros(layer.units, "float32")
            if waiting is not None:
                scale, shift = waiting
                kernel, bias, waiting = scale[:, None] * kernel, bias + shift @ kernel, None
            weights.append([kernel, bias])
            folded.add(keras.layers.Dense(layer.units, activation=layer.activation))
        else:
            folded.add(type(layer).from_config(layer.get_config()))
        previous = layer
    dense = [layer for layer in folded.layers if isinstance(layer, keras.layers.Dense)]
    for layer, pair in zip(dense, weights):
        layer.set_weights(pair)
    return folded
