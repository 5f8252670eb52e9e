"""Builds a new model from the given one's layers: both share their weights and their flags."""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.Sequential(model.layers)

    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
