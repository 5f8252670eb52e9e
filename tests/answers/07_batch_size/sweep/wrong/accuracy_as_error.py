"""Writes the accuracy in percent into the column `error`, so the best run looks like the worst."""

POINTS = 1


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for normalization in normalizations:
        for batch_size in batch_sizes:
            for seed in seeds:
                setting = {"normalization": normalization, "batch_size": batch_size, "seed": seed}
                result = train(**setting)
                error = 100 * result["accuracy"]
                if not math.isfinite(result["loss"]):
                    error = math.nan
                rows.append(setting | {"loss": result["loss"], "error": error})
    return pd.DataFrame(rows)
