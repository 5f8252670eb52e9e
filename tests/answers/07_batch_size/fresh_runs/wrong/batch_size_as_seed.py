"""Takes the batch size for the seed: each batch size has other initial weights, and the argument
`seed` decides nothing.
"""

POINTS = 3


def fresh_runs(build, train, batch_sizes, seed):
    results = {}
    for batch_size in batch_sizes:
        keras.utils.set_random_seed(batch_size)
        results[batch_size] = train(build(), batch_size)
    return results
