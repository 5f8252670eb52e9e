"""Counts the batches of a pass one by one."""


def training_plan(examples, batch_sizes, epochs, reference):
    def batches(size):
        left, pieces = examples, []
        while left > 0:
            pieces.append(min(size, left))
            left -= size
        return pieces

    total = epochs * len(batches(reference))
    records = []
    for size in batch_sizes:
        pieces = batches(size)
        for comparison, updates in {"samples": epochs * len(pieces), "updates": total}.items():
            seen = sum(pieces[step % len(pieces)] for step in range(updates))
            records.append(
                {
                    "samples": seen,
                    "epochs": updates / len(pieces),
                    "updates": updates,
                    "batch_size": size,
                    "comparison": comparison,
                }
            )
    return pd.DataFrame.from_records(records)
