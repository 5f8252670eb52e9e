"""Reports the accuracy of a diverged run as if it were one: a network of NaNs calls every digit
the same.
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
                rows.append(setting | {"loss": result["loss"], "error": error})
    return pd.DataFrame(rows)
