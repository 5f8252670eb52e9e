"""Asks TensorFlow's GradientTape, for a batch that has this x̂ and this std."""


def batch_norm_backward(dy, x_hat, gamma, std):
    from course_utils.backend import load_keras

    load_keras()
    import tensorflow as tf

    x, gamma = tf.constant(x_hat * std), tf.constant(gamma)
    epsilon = tf.constant(std**2 - (x_hat * std).var(axis=0))
    beta = tf.zeros_like(gamma)
    with tf.GradientTape() as tape:
        tape.watch([x, gamma, beta])
        mean, variance = tf.nn.moments(x, axes=[0])
        y = gamma * (x - mean) / tf.sqrt(variance + epsilon) + beta
        loss = tf.reduce_sum(dy * y)
    return tuple(g.numpy() for g in tape.gradient(loss, [x, gamma, beta]))
