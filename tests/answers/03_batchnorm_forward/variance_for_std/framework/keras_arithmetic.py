"""Computes with keras.ops."""


def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    squared = keras.ops.convert_to_tensor(std**2)
    return keras.ops.convert_to_numpy(epsilon * squared / (1 - squared))
