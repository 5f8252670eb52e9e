"""Fixes γ and β alone: BN still normalises with the batch's statistics, and the moving ones
still move.
"""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())

    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.gamma.trainable = layer.beta.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
