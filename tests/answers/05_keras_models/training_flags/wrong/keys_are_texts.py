"""Has texts as keys, such as "(True, False)", in place of pairs of booleans."""

POINTS = 1


def training_flags(layer, batch):
    w = layer.get_weights()
    old = layer.trainable
    res = {}
    for a in (True, False):
        for b in (True, False):
            layer.set_weights(w)
            layer.trainable = b
            layer(batch, training=a)
            res[f"({a}, {b})"] = dict(
                statistics="batch" if a and b else "moving",
                moving_mean=layer.moving_mean.numpy(),
                moving_variance=layer.moving_variance.numpy(),
            )
    layer.set_weights(w)
    layer.trainable = old
    return res
