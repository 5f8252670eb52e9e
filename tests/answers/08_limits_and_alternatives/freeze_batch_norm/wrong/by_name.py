"""Looks for BN layers by their default name: a layer with a name of its own isn't found."""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())

    def freeze(layers):
        for layer in layers:
            if layer.name.startswith("batch_normalization"):
                layer.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
