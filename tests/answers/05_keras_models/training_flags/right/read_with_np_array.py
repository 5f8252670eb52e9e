"""Fresh layers of the same settings; reads weights with np.array, which warns."""


def training_flags(layer, batch):
    res = {}
    for training in [True, False]:
        for trainable in [True, False]:
            c = keras.layers.BatchNormalization.from_config(layer.get_config())
            c.build(batch.shape)
            c.set_weights(layer.get_weights())
            c.trainable = trainable
            c(batch, training=training)
            moved = not np.allclose(np.array(c.moving_mean), np.array(layer.moving_mean))
            res[(training, trainable)] = {
                "statistics": "batch" if moved else "moving",
                "moving_mean": np.array(c.moving_mean),
                "moving_variance": np.array(c.moving_variance),
            }
    return res
