"""Collects columns, and keeps the accuracy as one more of them."""


def sweep(train, normalizations, batch_sizes, seeds):
    table = {k: [] for k in ("normalization", "batch_size", "seed", "loss", "accuracy", "error")}
    for n in normalizations:
        for b in batch_sizes:
            for s in seeds:
                result = train(normalization=n, batch_size=b, seed=s)
                fine = np.isfinite(result["loss"])
                error = (1 - result["accuracy"]) * 100 if fine else float("nan")
                values = (n, b, s, result["loss"], result["accuracy"], error)
                for column, value in zip(table, values):
                    table[column].append(value)
    return pd.DataFrame(table)
