"""Takes the logarithms from keras.ops."""


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    logs = np.asarray(keras.ops.log(keras.ops.convert_to_tensor(norms, "float64")))
    if norms.shape[1] < 2 or not np.isfinite(logs).all():
        raise ValueError("no logarithm")
    layers = np.arange(norms.shape[1])
    return float(np.exp(-np.mean([np.polyfit(layers, run, 1)[0] for run in logs])))
