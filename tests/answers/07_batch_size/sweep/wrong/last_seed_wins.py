"""Stores the results in a dict by normalization and batch size: each seed overwrites the one
before.
"""

POINTS = 0


def sweep(train, normalizations, batch_sizes, seeds):
    found = {}
    for normalization in normalizations:
        for batch_size in batch_sizes:
            for seed in seeds:
                setting = {"normalization": normalization, "batch_size": batch_size, "seed": seed}
                result = train(**setting)
                diverged = not math.isfinite(result["loss"])
                error = math.nan if diverged else 100 * (1 - result["accuracy"])
                row = setting | {"loss": result["loss"], "error": error}
                found[normalization, batch_size] = row
    return pd.DataFrame(found.values())
