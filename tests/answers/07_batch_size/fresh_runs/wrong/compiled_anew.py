"""Compiles one model anew for each batch size. compile makes a new optimizer and leaves the
trained weights as they are.
"""

POINTS = 1


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    model = build()
    results = {}
    for batch_size in batch_sizes:
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        model.compile(optimizer, loss=model.loss, run_eagerly=model.run_eagerly)
        results[batch_size] = train(model, batch_size)
    return results
