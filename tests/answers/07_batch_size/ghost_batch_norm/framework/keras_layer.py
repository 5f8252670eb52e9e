"""Hands each ghost to a BatchNormalization layer."""


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    cuts = ghost_size * np.arange(1, max(1, len(x) // ghost_size))
    layer = keras.layers.BatchNormalization(
        epsilon=epsilon, dtype="float64", center=False, scale=False
    )
    parts = [np.asarray(layer(part.astype("float64"), training=True)) for part in np.split(x, cuts)]
    return gamma * np.concatenate(parts) + beta
