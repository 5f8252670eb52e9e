"""Lets the moving statistics follow the batch in every call. At inference they are only read."""

POINTS = 2


def training_flags(layer, batch):
    mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
    new_mean = layer.momentum * mean + (1 - layer.momentum) * batch.mean(axis=0)
    new_variance = layer.momentum * variance + (1 - layer.momentum) * batch.var(axis=0)
    seen = {}
    for training in (True, False):
        for trainable in (True, False):
            learns = training and trainable
            seen[(training, trainable)] = {
                "statistics": "batch" if learns else "moving",
                "moving_mean": new_mean,
                "moving_variance": new_variance,
            }
    return seen
