"""Takes a mean of 0 in the outputs as the sign of batch statistics. With them the mean is β."""

POINTS = 2


def training_flags(layer, batch):
    w = layer.get_weights()
    old = layer.trainable
    res = {}
    for a in (True, False):
        for b in (True, False):
            layer.set_weights(w)
            layer.trainable = b
            y = np.asarray(layer(batch, training=a))
            res[a, b] = dict(
                statistics="batch" if np.allclose(y.mean(0), 0, atol=1e-3) else "moving",
                moving_mean=layer.moving_mean.numpy(),
                moving_variance=layer.moving_variance.numpy(),
            )
    layer.set_weights(w)
    layer.trainable = old
    return res
