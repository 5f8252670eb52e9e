"""Builds one model and trains it again and again: each batch size continues where the one before
stopped, weights, optimizer and all.
"""

POINTS = 0


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    model = build()
    return {batch_size: train(model, batch_size) for batch_size in batch_sizes}
