"""Always takes the momentum 0.99 instead of the layer's own."""

POINTS = 2


def training_flags(layer, batch):
    mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
    new_mean = 0.99 * mean + (1 - 0.99) * batch.mean(axis=0)
    new_variance = 0.99 * variance + (1 - 0.99) * batch.var(axis=0)
    seen = {}
    for training in (True, False):
        for trainable in (True, False):
            learns = training and trainable
            seen[(training, trainable)] = {
                "statistics": "batch" if learns else "moving",
                "moving_mean": new_mean if learns else mean,
                "moving_variance": new_variance if learns else variance,
            }
    return seen
