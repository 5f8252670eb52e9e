"""Freezes the whole model: nothing is left to fine-tune."""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.trainable = False
    return copy
