"""Rounds up with −(−a // b) and puts one comparison below the other."""


def training_plan(examples, batch_sizes, epochs, reference):
    table = pd.DataFrame({"batch_size": batch_sizes})
    a_pass = -(-examples // table["batch_size"])
    same_samples = table.assign(
        comparison="samples", updates=epochs * a_pass, epochs=epochs, samples=epochs * examples
    )
    updates = epochs * -(-examples // reference)
    seen = (updates // a_pass) * examples + (updates % a_pass) * table["batch_size"]
    same_updates = table.assign(
        comparison="updates", updates=updates, epochs=updates / a_pass, samples=seen
    )
    return pd.concat([same_samples, same_updates], ignore_index=True)
