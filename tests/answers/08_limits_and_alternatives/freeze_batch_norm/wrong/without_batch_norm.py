"""Leaves the BN layers out: what doesn't train still has to normalise."""

POINTS = 1


def freeze_batch_norm(model):
    def without(layers):
        for layer in layers:
            if hasattr(layer, "layers"):
                yield from without(layer.layers)
            elif not isinstance(layer, keras.layers.BatchNormalization):
                yield layer

    old = list(without(model.layers))
    copy = keras.Sequential(
        [keras.Input(model.input_shape[1:]), *(type(l).from_config(l.get_config()) for l in old)]
    )
    for new, layer in zip(copy.layers, old):
        new.set_weights(layer.get_weights())
    return copy
