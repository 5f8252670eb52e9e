"""A grid of runs, three normalizations at eight batch sizes with five seeds, against plain loops.

Plain is what one would write first: a loop over all settings that builds, compiles and calls
`model.fit`. It is run for one seed, and its time taken times the number of seeds.
"""

from __future__ import annotations

import time

from course_utils import data, experiments, sweeps
from course_utils.backend import load_keras

SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
SEEDS = 5
EPOCHS = 5


def settings(seeds: int) -> list[dict]:
    """The grid, as `experiments.grid` makes it."""
    return experiments.grid(
        normalization=sweeps.NORMALIZATIONS,
        batch_size=SIZES,
        seed=range(seeds),
        epochs=[EPOCHS],
    )


def plain(digits: data.Digits) -> float:
    """Seconds of the plain loop over all settings of one seed."""
    keras = load_keras()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    began = time.perf_counter()
    for setting in settings(1):
        keras.utils.set_random_seed(setting["seed"])
        (x, y), held_out = sweeps.held_out_split(digits, setting["seed"])
        model = sweeps.build_network(setting["normalization"])
        model.compile(keras.optimizers.SGD(0.1), loss, metrics=["accuracy"])
        model.fit(x, y, batch_size=setting["batch_size"], epochs=EPOCHS, verbose=0)
        model.evaluate(*held_out, verbose=0)
    return time.perf_counter() - began


def ours(digits: data.Digits) -> float:
    """Seconds of `run_grid` for all seeds."""
    options = {"task": sweeps.train_network, "cache": False, "progress": False}
    began = time.perf_counter()
    done = experiments.run_grid(settings(SEEDS), digits, **options)
    assert not done.failures
    return time.perf_counter() - began


def measure() -> dict:
    """Ratios of the plain loop to `run_grid`: with new processes, and with those that are there."""
    digits = data.load_mnist(verbose=False)
    first = ours(digits)
    loop = plain(digits) * SEEDS
    again = ours(digits)
    runs = len(settings(SEEDS))
    return {"runs": runs, "plain": loop, "first": loop / first, "again": loop / again}
