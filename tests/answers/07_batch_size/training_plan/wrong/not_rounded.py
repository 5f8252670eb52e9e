"""Doesn't round: there are no 3.125 updates in a pass."""

POINTS = 0


def training_plan(examples, batch_sizes, epochs, reference):
    wanted = epochs * examples / reference
    rows = []
    for batch_size in batch_sizes:
        a_pass = examples / batch_size
        for comparison, updates in zip(("samples", "updates"), (epochs * a_pass, wanted)):
            passes, rest = divmod(updates, a_pass)
            samples = passes * examples + rest * batch_size
            rows.append((comparison, batch_size, updates, updates / a_pass, samples))
    columns = ["comparison", "batch_size", "updates", "epochs", "samples"]
    return pd.DataFrame(rows, columns=columns)
