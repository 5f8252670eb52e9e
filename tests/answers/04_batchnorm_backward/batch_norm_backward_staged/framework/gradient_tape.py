"""Asks TensorFlow's GradientTape for every gradient."""


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    from course_utils.backend import load_keras

    load_keras()
    import tensorflow as tf

    x, gamma = tf.constant(x), tf.constant(gamma)
    beta = tf.zeros_like(gamma)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, gamma, beta])
        mean = tf.reduce_mean(x, axis=0)
        variance = tf.reduce_mean((x - mean) ** 2, axis=0)
        x_hat = (x - mean) / tf.sqrt(variance + epsilon)
        loss = tf.reduce_sum(dy * (gamma * x_hat + beta))
    names = {"dgamma": gamma, "dbeta": beta, "dx_hat": x_hat, "dvariance": variance, "dmean": mean}
    result = {name: tape.gradient(loss, value).numpy() for name, value in names.items()}
    return result | {"dx": tape.gradient(loss, x).numpy()}
