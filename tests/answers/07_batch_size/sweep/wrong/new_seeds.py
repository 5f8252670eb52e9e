"""Gives every run a seed of its own: no two settings share a seed, so there are no pairs to
compare.
"""

POINTS = 0


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    number = 0
    for normalization in normalizations:
        for batch_size in batch_sizes:
            for seed in seeds:
                setting = {"normalization": normalization, "batch_size": batch_size, "seed": number}
                number += 1
                result = train(**setting)
                error = 100 * (1 - result["accuracy"])
                if not math.isfinite(result["loss"]):
                    error = math.nan
                rows.append(setting | {"loss": result["loss"], "error": error})
    return pd.DataFrame(rows)
