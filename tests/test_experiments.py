"""Grids: every setting once, in order, cached, resumable, and no failure loses another run."""

import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import grid_tasks
import pandas as pd
import pytest

from course_utils import experiments
from course_utils.experiments import Grid, GridError, grid, preset_grid, run_grid
from course_utils.run_cache import RunCache
from course_utils.sweeps import train_network


def test_grid_is_every_combination():
    """Does a grid of 2 × 3 hold six settings, the last axis running fastest?"""
    settings = grid(seed=(0, 1), batch_size=(16, 32, 64))
    assert len(settings) == 6
    assert settings[:2] == [{"seed": 0, "batch_size": 16}, {"seed": 0, "batch_size": 32}]


def test_empty_grids_are_refused(digits):
    """Do an empty axis and an empty list of settings say so?"""
    with pytest.raises(ValueError, match="'batch_size' is empty"):
        grid(seed=[0], batch_size=[])
    with pytest.raises(ValueError, match="grid is empty"):
        run_grid([], digits)


def test_preset_grid_is_paired():
    """Does every run without BN have a partner that differs in BN alone?"""
    settings = preset_grid(["dense128", "dense64x2"], seeds=range(3), batch_sizes=[16, 64])
    assert len(settings) == 2 * 2 * 3 * 2
    for one, other in zip(settings[::2], settings[1::2], strict=True):
        assert one | {"batch_norm": True} == other


@pytest.mark.parametrize("jobs", [1, 2])
def test_histories_stand_in_the_order_of_the_settings(digits, own_cache, jobs):
    """Is the order of histories that of the settings, in one process and in two?"""
    settings = grid(seed=range(6), batch_norm=(False, True))
    done = run_grid(settings, digits, task=grid_tasks.quick, jobs=jobs, progress=False)
    expected = pd.concat([grid_tasks.quick(digits, **s) for s in settings], ignore_index=True)
    pd.testing.assert_frame_equal(done.history, expected)
    assert (done.failures, done.from_cache) == ([], 0)


def test_second_call_runs_nothing_and_returns_the_same_bits(digits, own_cache, tmp_path):
    """Does the cache spare every run, and give back every float to the bit?"""
    log = tmp_path / "log"
    log.mkdir()
    settings = grid(seed=range(4), log=[str(log)])
    first = run_grid(settings, digits, task=grid_tasks.quick, jobs=1, progress=False)
    second = run_grid(settings, digits, task=grid_tasks.quick, jobs=1, progress=False)
    assert len(list(log.iterdir())) == 4
    assert second.from_cache == 4
    pd.testing.assert_frame_equal(first.history, second.history, check_exact=True)


def test_cache_tells_settings_data_and_tasks_apart(digits, own_cache):
    """Does another setting, other data or another task mean another file?"""
    import dataclasses

    store = RunCache(grid_tasks.quick, digits)
    fewer = dataclasses.replace(digits, x_train=digits.x_train[1:], y_train=digits.y_train[1:])
    paths = {
        store.path({"seed": 0}),
        store.path({"seed": 1}),
        RunCache(grid_tasks.quick, fewer).path({"seed": 0}),
        RunCache(grid_tasks.slow, digits).path({"seed": 0}),
    }
    assert len(paths) == 4
    assert store.path({"seed": 0}) == RunCache(grid_tasks.quick, digits).path({"seed": 0})


def test_a_damaged_cache_file_is_run_again(digits, own_cache):
    """Is a half-written or foreign file in the cache replaced instead of believed?"""
    settings = grid(seed=[0])
    first = run_grid(settings, digits, task=grid_tasks.quick, jobs=1, progress=False)
    path = RunCache(grid_tasks.quick, digits).path(settings[0])
    for damage in (b"", path.read_bytes()[:-30], b"\xff\xfe\x00", b'{"a": 1}'):
        path.write_bytes(damage)
        again = run_grid(settings, digits, task=grid_tasks.quick, jobs=1, progress=False)
        assert again.from_cache == 0
        pd.testing.assert_frame_equal(again.history, first.history)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failed_run_is_reported_with_its_setting(digits, own_cache, capsys, jobs):
    """Does one failure leave the other runs, name its setting, and stay out of the cache?"""
    settings = grid(seed=range(4))
    for _ in range(2):
        done = run_grid(settings, digits, task=grid_tasks.fails_at_two, jobs=jobs)
        assert sorted(done.history["seed"].unique()) == [0, 1, 3]
        (failure,) = done.failures
        assert failure.setting == {"seed": 2}
        assert "ArithmeticError: seed 2 diverged" in failure.error
        assert "{'seed': 2}" in capsys.readouterr().out


def test_a_killed_process_loses_only_its_own_run(digits, own_cache):
    """When a worker dies mid-grid, are all other runs there and the guilty setting named?"""
    settings = grid(seed=range(5))
    done = run_grid(settings, digits, task=grid_tasks.dies_at_two, jobs=2, progress=False)
    assert sorted(done.history["seed"].unique()) == [0, 1, 3, 4]
    (failure,) = done.failures
    assert failure.setting == {"seed": 2}
    assert "process died" in failure.error


def test_a_grid_without_any_result_raises(digits, own_cache):
    """If every run fails, is that an error that shows the first one?"""
    with pytest.raises(GridError, match="seed 2 diverged"):
        run_grid(grid(seed=[2]), digits, task=grid_tasks.fails_at_two, jobs=1, progress=False)


INTERRUPTED = """
import signal
# Where the tests themselves run in the background, Ctrl-C is ignored from the start.
signal.signal(signal.SIGINT, signal.default_int_handler)
import grid_tasks
from course_utils.data import load_mnist
from course_utils.experiments import grid, run_grid
settings = grid(seed=range(12), log=[{log!r}])
run_grid(settings, load_mnist(verbose=False), task=grid_tasks.slow, jobs=1, progress=False)
"""


def test_an_interrupted_grid_resumes(digits, own_cache, tmp_path):
    """After Ctrl-C in the middle, does the second call run only what is missing?"""
    log = tmp_path / "log"
    log.mkdir()
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED.format(log=str(log))],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    while len(list(log.iterdir())) < 3 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) != 0
    settings = grid(seed=range(12), log=[str(log)])
    done = run_grid(settings, digits, task=grid_tasks.slow, jobs=4, progress=False)
    assert 2 <= done.from_cache < 12
    assert sorted(done.history["seed"].unique()) == list(range(12))
    # At most the interrupted run was begun twice.
    assert len(list(log.iterdir())) <= 13


@contextmanager
def dask_workers(monkeypatch, count, threads):
    """A Dask scheduler with worker processes, which import the tests' tasks by name."""
    from distributed import Client, LocalCluster

    # Also for workers that are started anew after a death.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    with (
        LocalCluster(
            n_workers=count,
            threads_per_worker=threads,
            dashboard_address=None,
            processes=True,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def dask_cluster(monkeypatch):
    """Two workers of one thread each."""
    with dask_workers(monkeypatch, count=2, threads=1) as client:
        yield client


def on_dask(settings, digits, task) -> Grid:
    options = {"jobs": 2, "backend": "dask", "cache": False, "progress": False}
    return run_grid(settings, digits, task=task, **options)


def trains_on_dask_as_here(settings, digits):
    """Hold a trained grid's numbers against those of two processes of this machine."""
    there = on_dask(settings, digits, train_network).history
    options = {"jobs": 2, "cache": False, "progress": False}
    here = run_grid(settings, digits, task=train_network, **options).history
    timed = here["metric"] == "seconds"
    pd.testing.assert_frame_equal(there[~timed], here[~timed])


def test_dask_gives_the_same_histories(digits, own_cache, dask_cluster):
    """Do two worker processes of a Dask cluster return what one process returns?"""
    settings = grid(seed=range(6), batch_norm=(False, True))
    here = run_grid(settings, digits, task=grid_tasks.quick, jobs=1, cache=False, progress=False)
    there = on_dask(settings, digits, grid_tasks.quick)
    pd.testing.assert_frame_equal(there.history, here.history)


def test_dask_trains_to_the_same_numbers(digits, own_cache, dask_cluster):
    """Are losses and accuracies of trained networks those of two processes of this machine?"""
    settings = grid(seed=[0], normalization=["none", "batch"], steps=[40])
    trains_on_dask_as_here(settings, digits)


def test_threads_of_a_dask_worker_leave_each_other_alone(digits, own_cache, monkeypatch):
    """Are the numbers the same from one worker with four threads, as Dask starts them unasked?"""
    settings = grid(seed=range(4), normalization=["batch"], steps=[40])
    with dask_workers(monkeypatch, count=1, threads=4):
        trains_on_dask_as_here(settings, digits)


def test_a_worker_of_dask_lost_midway_loses_nothing(digits, own_cache, dask_cluster, tmp_path):
    """Is the run of a killed worker done by another, with the same numbers?"""
    settings = grid(seed=range(6), log=[str(tmp_path)])
    there = on_dask(settings, digits, grid_tasks.dies_once)
    here = run_grid(settings, digits, task=grid_tasks.dies_once, jobs=1, progress=False)
    assert (tmp_path / "lost").exists()
    assert not there.failures
    pd.testing.assert_frame_equal(there.history, here.history)


def test_a_run_that_kills_every_worker_is_reported(digits, own_cache, dask_cluster):
    """Does a run that no worker survives leave the other runs, and is its setting named?"""
    done = on_dask(grid(seed=range(5)), digits, grid_tasks.dies_at_two)
    assert sorted(done.history["seed"].unique()) == [0, 1, 3, 4]
    (failure,) = done.failures
    assert failure.setting == {"seed": 2}
    assert "process died" in failure.error


def test_a_preset_is_trained_reproducibly(digits, own_cache):
    """Does one seed give one history, with train, validation and test, and another seed another?"""
    setting = {"preset": "dense64x2", "batch_norm": True, "epochs": 1, "batch_size": 128}
    one, same, other = (
        experiments.train_preset(digits, seed=seed, **setting) for seed in (0, 0, 1)
    )
    timed = one["metric"] == "seconds"
    pd.testing.assert_frame_equal(one[~timed], same[~timed])
    assert not one["value"].equals(other["value"])
    assert set(map(tuple, one[["metric", "split"]].to_numpy())) == {
        *((metric, split) for metric in ("loss", "accuracy") for split in ("train", "validation")),
        ("seconds", "train"),
        ("loss", "test"),
        ("accuracy", "test"),
    }


def test_without_validation_all_training_images_train(digits, own_cache):
    """Does validation=0 leave no validation rows and keep the test rows?"""
    history = experiments.train_preset(
        digits, preset="dense64x2", batch_norm=False, seed=0, epochs=1, validation=0
    )
    assert set(history["split"]) == {"train", "test"}
