"""Returns TensorFlow's tensors and shuffles with its generator."""


def repaired_pipeline(images, labels, test_images, test_labels, seed):
    import tensorflow as tf

    order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, 1])
    validation, train = order[: len(images) // 5], order[len(images) // 5 :]
    x = tf.cast(tf.reshape(images, (-1, 784)), tf.float32) / 255
    x_test = tf.cast(tf.reshape(test_images, (-1, 784)), tf.float32) / 255
    mean = tf.reduce_mean(tf.gather(x, train), axis=0)
    return {
        "x_train": tf.gather(x, train) - mean,
        "y_train": tf.gather(labels, train),
        "x_validation": tf.gather(x, validation) - mean,
        "y_validation": tf.gather(labels, validation),
        "x_test": x_test - mean,
        "y_test": tf.constant(test_labels),
        "mean": mean,
    }
