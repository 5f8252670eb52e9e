"""Calls train twice a run, once for the loss and once for the accuracy: the sweep takes twice as
long.
"""

POINTS = 1


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for normalization in normalizations:
        for batch_size in batch_sizes:
            for seed in seeds:
                setting = {"normalization": normalization, "batch_size": batch_size, "seed": seed}
                loss, accuracy = train(**setting)["loss"], train(**setting)["accuracy"]
                error = 100 * (1 - accuracy)
                if not math.isfinite(loss):
                    error = math.nan
                rows.append(setting | {"loss": loss, "error": error})
    return pd.DataFrame(rows)
