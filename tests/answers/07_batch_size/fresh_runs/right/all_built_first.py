"""Builds all models first, each after setting the seed, and trains them afterwards."""


def fresh_runs(build, train, batch_sizes, seed):
    models = {}
    for batch_size in batch_sizes:
        keras.utils.set_random_seed(seed)
        models[batch_size] = build()
    return {batch_size: train(model, batch_size) for batch_size, model in models.items()}
