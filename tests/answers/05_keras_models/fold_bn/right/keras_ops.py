"""Computes with keras.ops, in a functional model, with a helper below."""


def fold_bn(model):
    ops = keras.ops
    layers = [l for l in model.layers]
    x = inp = keras.Input(shape=model.input_shape[1:])
    todo = []
    pend = None
    i = 0
    while i < len(layers):
        l = layers[i]
        if isinstance(l, keras.layers.Dense):
            k = ops.convert_to_tensor(l.kernel)
            b = l.bias if l.bias is not None else ops.zeros(l.units)
            if pend:
                s, t = pend
                b = b + ops.matmul(t, k)
                k = s[:, None] * k
                pend = None
            if (
                i + 1 < len(layers)
                and isinstance(layers[i + 1], keras.layers.BatchNormalization)
                and l.activation == keras.activations.linear
            ):
                s, t = st(layers[i + 1])
                k = k * s
                b = b * s + t
                i += 1
            n = keras.layers.Dense(l.units, activation=l.activation)
            x = n(x)
            n.set_weights([k, b])
        elif isinstance(l, keras.layers.BatchNormalization):
            pend = st(l)
        elif isinstance(l, keras.layers.Activation):
            x = l.activation(x)
        elif isinstance(l, keras.layers.ReLU):
            x = keras.ops.relu(x)
        else:
            x = keras.layers.Flatten()(x)
        i += 1
    return keras.Model(inp, x)


def st(bn):
    ops = keras.ops
    s = 1 / ops.sqrt(bn.moving_variance + bn.epsilon)
    if bn.gamma is not None:
        s = s * bn.gamma
    t = -bn.moving_mean * s
    if bn.beta is not None:
        t = t + bn.beta
    return s, t
