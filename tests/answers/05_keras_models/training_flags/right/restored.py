"""Calls the layer itself and restores weights and flag in a finally block."""


def training_flags(layer, batch):
    state = [weight.numpy() for weight in layer.weights]
    flag = layer.trainable
    seen = {}
    try:
        for trainable in (False, True):
            layer.trainable = trainable
            for training in (False, True):
                for weight, value in zip(layer.weights, state):
                    weight.assign(value)
                before = layer.moving_mean.numpy()
                layer(batch, training=training)
                moved = not np.array_equal(before, layer.moving_mean.numpy())
                seen[training, trainable] = dict(
                    statistics="batch" if moved else "moving",
                    moving_mean=layer.moving_mean.numpy(),
                    moving_variance=layer.moving_variance.numpy(),
                )
    finally:
        layer.trainable = flag
        for weight, value in zip(layer.weights, state):
            weight.assign(value)
    return seen
