"""Sets momentum to 1, so that the moving statistics stay. In training, BN still normalises with
the batch's own, and γ and β still train.
"""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())

    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.momentum = 1.0
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
