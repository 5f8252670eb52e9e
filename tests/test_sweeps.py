"""One run of a sweep: is it what its settings say, and is divergence a result?"""

import numpy as np
import pytest

from course_utils import models, sweeps
from course_utils.backend import load_keras
from course_utils.experiments import grid, run_grid
from course_utils.intervals import mean_interval


def test_each_measurement_has_its_rows(digits):
    """Are loss, accuracy and seconds there for every step asked for, samples counted?"""
    table = sweeps.train_network(digits, seed=1, normalization="batch", steps=60, every=20)
    assert sorted(set(table["step"])) == [20, 40, 60]
    assert (table["samples"] == table["step"] * 64).all()
    last = table[table["step"] == 60].set_index(["metric", "split"])["value"]
    assert last["accuracy", "validation"] > 0.5
    assert 0 < last["loss", "validation"] < 2
    assert last["seconds", "train"] > 0


def test_epochs_count_samples(digits):
    """Does one epoch see as many samples at every batch size, up to one batch?"""
    for batch_size in (50, 300):
        table = sweeps.train_network(digits, seed=0, batch_size=batch_size, epochs=1)
        assert 3200 <= table["samples"].max() < 3200 + batch_size


def test_a_seed_repeats_and_pairs(digits):
    """Does a seed give the same numbers again, in any order of the runs?"""
    options = {"normalization": "layer", "steps": 30}
    first = sweeps.train_network(digits, seed=3, **options)
    sweeps.train_network(digits, seed=4, learning_rate=0.5, initial_scale=2, **options)
    again = sweeps.train_network(digits, seed=3, **options)
    timed = first["metric"] == "seconds"
    assert first[~timed].equals(again[~timed])


def test_divergence_is_recorded(digits, own_cache):
    """Does a run whose loss overflows return NaN, also from the cache?"""
    settings = grid(seed=[0], learning_rate=[1e4], initial_scale=[10.0], steps=[30])
    for _ in range(2):
        done = run_grid(settings, digits, task=sweeps.train_network, jobs=1, progress=False)
        losses = done.history.query("metric == 'loss'")["value"]
        assert not done.failures
        assert not np.isfinite(losses.to_numpy(float)).any()
    assert done.from_cache == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "epochs or steps"),
        ({"epochs": 1, "steps": 2}, "epochs or steps"),
        ({"steps": 2, "normalization": "batchnorm"}, "Unknown normalization"),
    ],
)
def test_impossible_settings_are_refused(digits, options, says):
    """Does a wrong setting say what to do?"""
    with pytest.raises(ValueError, match=says):
        sweeps.train_network(digits, seed=0, **options)


def test_a_grid_agrees_with_plain_keras_in_distribution(digits, own_cache):
    """Are losses and accuracies over seeds those of plain `model.fit`, within their intervals?"""
    keras = load_keras()
    seeds = range(6)
    settings = grid(seed=seeds, normalization=["batch"], epochs=[2])
    table = run_grid(settings, digits, task=sweeps.train_network, progress=False).history
    held = table[table["split"] == "validation"]
    plain = {"loss": [], "accuracy": []}
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        (x, y), held_out = sweeps.held_out_split(digits, seed)
        model = models.compile_with_sgd(sweeps.build_network("batch"))
        model.fit(x, y, batch_size=64, epochs=2, verbose=0)
        for metric, value in model.evaluate(*held_out, verbose=0, return_dict=True).items():
            plain[metric].append(value)
    for metric, values in plain.items():
        here = mean_interval(held[held["metric"] == metric]["value"].to_numpy(float))
        there = mean_interval(np.array(values))
        assert abs(here.mean - there.mean) < here.half_width + there.half_width
