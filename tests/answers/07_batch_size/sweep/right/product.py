"""One loop over itertools.product; diverged errors are blanked out in the finished table."""

from itertools import product


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for seed, batch_size, normalization in product(seeds, batch_sizes, normalizations):
        result = train(normalization, batch_size, seed)
        rows.append([seed, batch_size, normalization, result["loss"], result["accuracy"]])
    table = pd.DataFrame(rows, columns=["seed", "batch_size", "normalization", "loss", "error"])
    table["error"] = 100 - 100 * table["error"]
    table.loc[~np.isfinite(table["loss"]), "error"] = np.nan
    return table
