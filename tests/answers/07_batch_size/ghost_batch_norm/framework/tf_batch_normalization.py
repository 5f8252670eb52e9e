"""Hands each ghost to tf.nn.batch_normalization."""

import tensorflow as tf


def ghost_batch_norm(x, gamma, beta, ghost_size, epsilon):
    cuts = ghost_size * np.arange(1, max(1, len(x) // ghost_size))
    parts = []
    for part in np.split(np.asarray(x, dtype="float64"), cuts):
        mean, variance = part.mean(axis=0), part.var(axis=0)
        parts.append(tf.nn.batch_normalization(part, mean, variance, beta, gamma, epsilon).numpy())
    return np.concatenate(parts)
