"""Takes the initial weights of one seeded model for all the others, which are new."""


def fresh_runs(build, train, batch_sizes, seed):
    keras.utils.set_random_seed(seed)
    start = build().get_weights()
    results = {}
    for batch_size in batch_sizes:
        model = build()
        model.set_weights(start)
        results[batch_size] = train(model, batch_size)
    return results
