"""Makes a plan of steps first and builds a functional model from it."""


def fold_bn(model):
    plan = []  # ["dense", kernel, bias, activation] or ["other", layer]
    after = None
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "BatchNormalization":
            s = 1 / np.sqrt(np.asarray(layer.moving_variance, "float64") + layer.epsilon)
            if layer.scale:
                s = s * np.asarray(layer.gamma)
            t = -s * np.asarray(layer.moving_mean)
            if layer.center:
                t = t + np.asarray(layer.beta)
            if plan and plan[-1][0] == "dense" and plan[-1][3] is keras.activations.linear:
                plan[-1][1], plan[-1][2] = plan[-1][1] * s, plan[-1][2] * s + t
            else:
                after = s, t
        elif kind == "Dense":
            kernel = np.asarray(layer.kernel, "float64")
            bias = np.asarray(layer.bias, "float64") if layer.use_bias else np.zeros(layer.units)
            if after:
                bias = bias + after[1] @ kernel
                kernel = np.diag(after[0]) @ kernel
                after = None
            plan.append(["dense", kernel, bias, layer.activation])
        else:
            plan.append(["other", layer])
    inputs = values = keras.Input(model.input_shape[1:])
    for kind, *rest in plan:
        if kind == "dense":
            kernel, bias, activation = rest
            layer = keras.layers.Dense(kernel.shape[1], activation=activation)
            values = layer(values)
            layer.set_weights([kernel, bias])
        else:
            values = rest[0].__class__.from_config(rest[0].get_config())(values)
    return keras.Model(inputs, values)
