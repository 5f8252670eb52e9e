"""Averages over the seeds before anything is compared: one row a setting is left, and the pairs
are gone.
"""

POINTS = 0


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for normalization in normalizations:
        for batch_size in batch_sizes:
            for seed in seeds:
                setting = {"normalization": normalization, "batch_size": batch_size, "seed": seed}
                result = train(**setting)
                error = 100 * (1 - result["accuracy"])
                if not math.isfinite(result["loss"]):
                    error = math.nan
                rows.append(setting | {"loss": result["loss"], "error": error})
    table = pd.DataFrame(rows)
    table = table.groupby(["normalization", "batch_size"], as_index=False).mean()
    return table.astype({"seed": int})
