"""Takes a run for diverged only if its loss is NaN; a loss that has overflowed to infinity counts
as a result.
"""

POINTS = 1


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for normalization in normalizations:
        for batch_size in batch_sizes:
            for seed in seeds:
                setting = {"normalization": normalization, "batch_size": batch_size, "seed": seed}
                result = train(**setting)
                error = 100 * (1 - result["accuracy"])
                if math.isnan(result["loss"]):
                    error = math.nan
                rows.append(setting | {"loss": result["loss"], "error": error})
    return pd.DataFrame(rows)
