"""One least-squares problem with a common slope and an intercept a run."""


def gradient_growth(squared_norms):
    norms = np.array(squared_norms, dtype=np.float64, ndmin=2)
    runs, layers = norms.shape
    if layers < 2:
        raise ValueError(f"{layers} layer is too few.")
    for value in norms.ravel():
        if not 0 < value < np.inf:
            raise ValueError(f"A squared norm of {value} has no logarithm.")
    way = np.tile(layers - 1.0 - np.arange(layers), runs)
    intercepts = np.repeat(np.eye(runs), layers, axis=0)
    solution = np.linalg.lstsq(
        np.column_stack([way, intercepts]), np.log2(norms).ravel(), rcond=None
    )[0]
    return 2.0 ** solution[0]
