"""Restores the weights, but leaves the layer frozen: its trainable is not as it was."""

POINTS = 2


def training_flags(layer, batch):
    weights = layer.get_weights()
    seen = {}
    for training in (True, False):
        for trainable in (True, False):
            layer.trainable = trainable
            layer(batch, training=training)
            seen[training, trainable] = {
                "statistics": "batch" if training and trainable else "moving",
                "moving_mean": layer.moving_mean.numpy(),
                "moving_variance": layer.moving_variance.numpy(),
            }
            layer.set_weights(weights)
    return seen
