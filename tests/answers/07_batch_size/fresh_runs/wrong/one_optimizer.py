"""Builds a new model for each batch size and compiles all of them with one optimizer object, which
belongs to the first model's weights.
"""

POINTS = 0


def fresh_runs(build, train, batch_sizes, seed):
    results, optimizer = {}, None
    for batch_size in batch_sizes:
        keras.utils.set_random_seed(seed)
        model = build()
        if optimizer is None:
            optimizer = model.optimizer
        model.compile(optimizer, loss=model.loss, run_eagerly=model.run_eagerly)
        results[batch_size] = train(model, batch_size)
    return results
