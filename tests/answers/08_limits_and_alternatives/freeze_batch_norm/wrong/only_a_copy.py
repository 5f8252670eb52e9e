"""Returns a copy in which no layer is frozen."""

POINTS = 2


def freeze_batch_norm(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy
