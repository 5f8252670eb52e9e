"""Calls the layer four times without restoring it in between, so later calls see the statistics
that the first one left.
"""

POINTS = 1


def training_flags(layer, batch):
    flag = layer.trainable
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
    layer.trainable = flag
    return seen
