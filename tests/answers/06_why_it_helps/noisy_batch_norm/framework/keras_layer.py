"""Leaves the normalising to a Keras layer, and adds the noise in NumPy."""


def noisy_batch_norm(x, gamma, beta, rng, mean_reach=0.5, scale_reach=1.25, example_reach=0.1, epsilon=1e-3):
    layer = keras.layers.BatchNormalization(epsilon=epsilon, center=False, scale=False, dtype="float64")
    y = gamma * np.asarray(layer(x, training=True)) + beta
    m, d = x.shape
    mean = rng.uniform(-mean_reach, mean_reach, d)
    scale = rng.uniform(1, scale_reach, d)
    shift = rng.uniform(mean - example_reach, mean + example_reach, (m, d))
    factor = rng.normal(scale, example_reach, (m, d))
    return factor * y + shift
