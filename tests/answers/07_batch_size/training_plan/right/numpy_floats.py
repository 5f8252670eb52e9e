"""Computes with NumPy, in floats."""


def training_plan(examples, batch_sizes, epochs, reference):
    sizes = np.minimum(np.asarray(batch_sizes, dtype=float), examples)
    a_pass = np.ceil(examples / sizes)
    wanted = epochs * np.ceil(examples / reference)
    frames = []
    for name, updates in (("samples", epochs * a_pass), ("updates", np.full(len(sizes), wanted))):
        rest = np.mod(updates, a_pass)
        frames.append(
            pd.DataFrame(
                {
                    "comparison": name,
                    "batch_size": batch_sizes,
                    "updates": updates,
                    "epochs": updates / a_pass,
                    "samples": (updates - rest) / a_pass * examples + rest * sizes,
                }
            )
        )
    return pd.concat(frames)
