"""Keeps one model, puts all its weights back and compiles it with a new optimizer each time."""


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    model = build()
    start, results = model.get_weights(), {}
    for batch_size in batch_sizes:
        model.set_weights(start)
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        model.compile(optimizer, loss=model.loss, run_eagerly=model.run_eagerly)
        results[batch_size] = train(model, batch_size)
    return results
