"""Has Keras's operations take the weighted means."""


def precise_statistics(means, variances, counts):
    ops = keras.ops
    means = ops.convert_to_tensor(np.asarray(means, dtype="float64"))
    variances = ops.convert_to_tensor(np.asarray(variances, dtype="float64"))
    share = ops.convert_to_tensor((np.asarray(counts) / np.sum(counts))[:, None])
    mean = ops.sum(share * means, axis=0)
    variance = ops.sum(share * (variances + (means - mean) ** 2), axis=0)
    return ops.convert_to_numpy(mean), ops.convert_to_numpy(variance)
