"""Freezes the layers of the given model and returns it: there is no new model."""

POINTS = 2


def freeze_batch_norm(model):
    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(model.layers)
    return model
