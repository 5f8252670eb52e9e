"""Rounds up once, over all epochs together. But each pass ends with a smaller batch of its own, so
each pass has to be rounded up.
"""

POINTS = 0


def training_plan(examples, batch_sizes, epochs, reference):
    wanted = math.ceil(epochs * examples / reference)
    rows = []
    for batch_size in batch_sizes:
        a_pass = math.ceil(examples / batch_size)
        for comparison, updates in zip(("samples", "updates"), (math.ceil(epochs * examples / batch_size), wanted)):
            passes, rest = divmod(updates, a_pass)
            samples = passes * examples + rest * batch_size
            rows.append((comparison, batch_size, updates, epochs if comparison == "samples" else updates / a_pass, samples))
    columns = ["comparison", "batch_size", "updates", "epochs", "samples"]
    return pd.DataFrame(rows, columns=columns)
