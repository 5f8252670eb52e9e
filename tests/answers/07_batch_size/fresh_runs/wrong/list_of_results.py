"""Returns a list of results: which one belongs to which batch size has to be remembered by whoever
reads it. A dict was asked for.
"""

POINTS = 0


def fresh_runs(build, train, batch_sizes, seed):
    results = []
    for batch_size in batch_sizes:
        keras.utils.set_random_seed(seed)
        results.append(train(build(), batch_size))
    return results
