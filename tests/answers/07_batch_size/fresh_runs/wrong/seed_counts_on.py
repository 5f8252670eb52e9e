"""Gives each batch size a seed of its own (seed + 0, seed + 1 …): repeatable, but the runs start
from different weights, so they are no pairs.
"""

POINTS = 3


def fresh_runs(build, train, batch_sizes, seed):
    results = {}
    for place, batch_size in enumerate(batch_sizes):
        keras.utils.set_random_seed(seed + place)
        results[batch_size] = train(build(), batch_size)
    return results
