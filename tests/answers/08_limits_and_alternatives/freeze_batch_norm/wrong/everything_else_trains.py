"""Sets trainable to True for every layer that is no BN: layers that were frozen before train
again.
"""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())

    def freeze(layers):
        for layer in layers:
            if hasattr(layer, "layers"):
                freeze(layer.layers)
            else:
                layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)

    freeze(copy.layers)
    return copy
