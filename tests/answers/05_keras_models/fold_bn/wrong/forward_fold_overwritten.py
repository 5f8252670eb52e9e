"""Where BN stands before and after a Dense layer, folds the second into the original weights and loses
the first."""

POINTS = 4


def fold_bn(model):
    def st(l):
        g = l.gamma.numpy() if l.gamma is not None else 1.0
        b = l.beta.numpy() if l.beta is not None else 0.0
        s = g / np.sqrt(l.moving_variance.numpy() + l.epsilon)
        return s, b - s * l.moving_mean.numpy()

    new = keras.Sequential([keras.Input(model.input_shape[1:])])
    prev = None
    pend = None
    for l in model.layers:
        if isinstance(l, keras.layers.BatchNormalization):
            s, t = st(l)
            if isinstance(prev, keras.layers.Dense) and prev.activation is keras.activations.linear:
                k = prev.kernel.numpy()
                b = prev.bias.numpy() if prev.use_bias else 0
                new.layers[-1].set_weights([k * s, b * s + t])
            else:
                pend = s, t
        elif isinstance(l, keras.layers.Dense):
            new.add(keras.layers.Dense.from_config({**l.get_config(), "use_bias": True}))
            k = l.kernel.numpy()
            b = l.bias.numpy() if l.use_bias else np.zeros(l.units)
            if pend is not None:
                b = b + pend[1] @ k
                k = pend[0][:, None] * k
                pend = None
            new.layers[-1].set_weights([k, b])
        else:
            new.add(type(l).from_config(l.get_config()))
        prev = l
    return new
