"""Adds one update a pass for what is left over, also where nothing is left over because the batch
size divides the examples.
"""

POINTS = 0


def training_plan(examples, batch_sizes, epochs, reference):
    wanted = epochs * (examples // reference + 1)
    rows = []
    for batch_size in batch_sizes:
        a_pass = examples // batch_size + 1
        for comparison, updates in zip(("samples", "updates"), (epochs * a_pass, wanted)):
            passes, rest = divmod(updates, a_pass)
            samples = passes * examples + rest * batch_size
            rows.append((comparison, batch_size, updates, updates / a_pass, samples))
    columns = ["comparison", "batch_size", "updates", "epochs", "samples"]
    return pd.DataFrame(rows, columns=columns)
