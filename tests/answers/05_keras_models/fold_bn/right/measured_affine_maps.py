"""Finds each scale and shift by sending zeros and ones through the BN layer, and always looks
for a linear Dense layer in front first.
"""


def fold_bn(model):
    steps, waiting = [], None
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            units = layer.moving_mean.shape[0]
            shift = np.asarray(layer(np.zeros((1, units), "float32"), training=False))[0]
            scale = np.asarray(layer(np.ones((1, units), "float32"), training=False))[0] - shift
            last = steps[-1] if steps else None
            if isinstance(last, dict) and last["activation"] == "linear":
                last["kernel"] = last["kernel"] * scale
                last["bias"] = last["bias"] * scale + shift
            else:
                waiting = (scale, shift)
        elif isinstance(layer, keras.layers.Dense):
            kernel = layer.get_weights()[0]
            bias = layer.get_weights()[1] if layer.use_bias else 0 * kernel[0]
            if waiting:
                bias = bias + kernel.T @ waiting[1]
                kernel = kernel * waiting[0].reshape(-1, 1)
                waiting = None
            name = keras.activations.serialize(layer.activation)
            steps.append({"kernel": kernel, "bias": bias, "activation": name})
        else:
            steps.append(layer)
    new = keras.Sequential([keras.Input(model.input_shape[1:])])
    for step in steps:
        if isinstance(step, dict):
            dense = keras.layers.Dense(len(step["bias"]), activation=step["activation"])
            new.add(dense)
            dense.set_weights([step["kernel"], step["bias"]])
        else:
            new.add(type(step).from_config(step.get_config()))
    new.compile()
    return new
