"""Lets every batch size see the same samples in both comparisons: at equal updates the larger
batches see more.
"""

POINTS = 3


def training_plan(examples, batch_sizes, epochs, reference):
    wanted = epochs * math.ceil(examples / reference)
    rows = []
    for batch_size in batch_sizes:
        a_pass = math.ceil(examples / batch_size)
        for comparison, updates in zip(("samples", "updates"), (epochs * a_pass, wanted)):
            passes, rest = divmod(updates, a_pass)
            samples = epochs * examples
            rows.append((comparison, batch_size, updates, updates / a_pass, samples))
    columns = ["comparison", "batch_size", "updates", "epochs", "samples"]
    return pd.DataFrame(rows, columns=columns)
