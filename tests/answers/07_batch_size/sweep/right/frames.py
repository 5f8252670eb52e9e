"""Makes a small table a run and puts them one below the other, with float32 errors."""


def sweep(train, normalizations, batch_sizes, seeds):
    def one(setting):
        result = train(**setting)
        error = np.float32(100.0) * (1 - np.float32(result["accuracy"]))
        error = error if abs(result["loss"]) < np.inf else np.nan
        return pd.DataFrame([{**setting, "error": error, "loss": result["loss"]}])

    keys = "normalization", "batch_size", "seed"
    settings = [
        dict(zip(keys, (n, b, s))) for s in seeds for n in normalizations for b in batch_sizes
    ]
    return pd.concat([one(setting) for setting in settings])
