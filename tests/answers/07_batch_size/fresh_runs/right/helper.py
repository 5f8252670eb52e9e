"""Puts the start of a run into a function of its own."""


def fresh_runs(build, train, batch_sizes, seed):
    def run(batch_size):
        keras.backend.clear_session()
        keras.utils.set_random_seed(int(seed))
        model = build()
        return float(train(model=model, batch_size=batch_size))

    return dict(zip(batch_sizes, map(run, batch_sizes)))
