"""Takes epochs at equal updates in proportion to the batch size, epochs × batch size ÷ reference.
With rounding up, the number of updates a pass isn't proportional.
"""

POINTS = 2


def training_plan(examples, batch_sizes, epochs, reference):
    wanted = epochs * math.ceil(examples / reference)
    rows = []
    for batch_size in batch_sizes:
        a_pass = math.ceil(examples / batch_size)
        for comparison, updates in zip(("samples", "updates"), (epochs * a_pass, wanted)):
            passes, rest = divmod(updates, a_pass)
            samples = passes * examples + rest * batch_size
            rows.append((comparison, batch_size, updates, epochs if comparison == "samples" else epochs * batch_size / reference, samples))
    columns = ["comparison", "batch_size", "updates", "epochs", "samples"]
    return pd.DataFrame(rows, columns=columns)
