"""Freezes the Dense layers and trains BN: it should be the other way round."""

POINTS = 1


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())

    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.Dense):
                layer.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
