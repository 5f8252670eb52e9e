"""Takes a run for diverged because its accuracy is low: a network that guesses may have a finite
loss, and then its error is a result.
"""

POINTS = 1


def sweep(train, normalizations, batch_sizes, seeds):
    rows = []
    for n in normalizations:
        for b in batch_sizes:
            for s in seeds:
                r = train(normalization=n, batch_size=b, seed=s)
                rows.append(
                    (
                        n,
                        b,
                        s,
                        r["loss"],
                        100 - 100 * r["accuracy"] if r["accuracy"] > 0.2 else np.nan,
                    )
                )
    return pd.DataFrame(rows, columns=["normalization", "batch_size", "seed", "loss", "error"])
