"""Puts the trainable weights back before each training. BN's moving statistics are not among them,
so they carry over from the run before.
"""

POINTS = 1


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    model = build()
    start = [weight.numpy() for weight in model.trainable_weights]
    results = {}
    for batch_size in batch_sizes:
        for weight, value in zip(model.trainable_weights, start):
            weight.assign(value)
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        model.compile(optimizer, loss=model.loss, run_eagerly=model.run_eagerly)
        results[batch_size] = train(model, batch_size)
    return results
