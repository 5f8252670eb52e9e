"""Freezes the given model's BN for a moment: the clone takes the flags over, and the given model
gets them back.
"""


def freeze_batch_norm(model):
    def batch_norms(layers):
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                yield layer
            yield from batch_norms(getattr(layer, "layers", []))

    given = list(batch_norms(model.layers))
    flags = [layer.trainable for layer in given]
    for layer in given:
        layer.trainable = False
    try:
        copy = keras.models.clone_model(model)
    finally:
        for layer, flag in zip(given, flags):
            layer.trainable = flag
    copy.set_weights(model.get_weights())
    return copy
