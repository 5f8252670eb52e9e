"""A clone with the weights copied, then its BN layers frozen, depth first."""


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())

    def freeze(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
            elif hasattr(layer, "layers"):
                freeze(layer.layers)

    freeze(copy.layers)
    return copy
