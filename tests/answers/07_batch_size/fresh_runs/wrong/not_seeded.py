"""Builds a new model for each batch size, but doesn't seed Keras before it is built: the initial
weights differ from run to run and from day to day.
"""

POINTS = 3


def fresh_runs(build, train, batch_sizes, seed):
    return {batch_size: train(build(), batch_size) for batch_size in batch_sizes}
