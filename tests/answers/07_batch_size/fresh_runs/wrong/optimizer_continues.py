"""Puts the initial weights back before each training, but the optimizer goes on: it still has the
step count and the moments of the run before.
"""

POINTS = 3


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    model = build()
    start = model.get_weights()
    results = {}
    for batch_size in batch_sizes:
        model.set_weights(start)
        results[batch_size] = train(model, batch_size)
    return results
