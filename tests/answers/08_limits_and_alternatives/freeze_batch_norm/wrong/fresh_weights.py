"""Clones the model, but not its weights: clone_model draws new ones."""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)

    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
