"""Has TensorFlow work out the two sums."""


def missing_paths(backward):
    from course_utils.backend import load_keras

    load_keras()
    import tensorflow as tf

    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 3))
    dy = rng.normal(size=(30, 3)) + x + 1
    dx = tf.constant(np.asarray(backward(dy, x, np.ones(3), 1e-6)[0], dtype=float))
    x_hat = (x - x.mean(axis=0)) / x.std(axis=0)
    sums = {"mean": tf.reduce_sum(dx, axis=0), "variance": tf.reduce_sum(dx * x_hat, axis=0)}
    return {name for name, values in sums.items() if float(tf.reduce_max(tf.abs(values))) > 0.01}
