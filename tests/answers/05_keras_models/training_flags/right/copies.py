"""Calls a fresh copy of the layer for each pair and compares outputs with both formulas."""


def training_flags(layer, batch):
    seen = {}
    for pair in [(True, True), (True, False), (False, True), (False, False)]:
        copy = keras.layers.BatchNormalization.from_config(layer.get_config())
        copy.build((None, batch.shape[1]))
        for new, old in zip(copy.weights, layer.weights):
            new.assign(old)
        copy.trainable = pair[1]
        mean, variance = [np.asarray(w) for w in (copy.moving_mean, copy.moving_variance)]
        output = np.asarray(copy(batch, training=pair[0]))
        gamma = 1.0 if copy.gamma is None else np.asarray(copy.gamma)
        beta = 0.0 if copy.beta is None else np.asarray(copy.beta)
        moving = gamma * (batch - mean) / np.sqrt(variance + copy.epsilon) + beta
        seen[pair] = {
            "statistics": "moving" if np.allclose(output, moving, atol=1e-3) else "batch",
            "moving_mean": np.asarray(copy.moving_mean).tolist(),
            "moving_variance": np.asarray(copy.moving_variance).tolist(),
        }
    return seen
