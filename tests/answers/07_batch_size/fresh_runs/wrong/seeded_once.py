"""Sets the seed once, before the loop: every model is new, but each one gets other initial
weights, and which ones depends on the batch sizes before it.
"""

POINTS = 3


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    results = {}
    for batch_size in batch_sizes:
        results[batch_size] = train(build(), batch_size)
    return results
