"""Grids of runs over settings and seeds: cached, parallel, resumable, with one progress bar.

A task is a function `task(digits, **setting) -> DataFrame` that can be pickled; `train_preset` is
the one the course uses most. `run_grid` runs it for every setting:
1. settings whose result is on disk are read from there (`run_cache` says what "the same run" is);
2. the others run in processes of one thread each, on this machine or a cluster;
3. each result is stored as it arrives, so an interrupted grid resumes where it stopped;
4. a run that fails is reported with its settings and does not lose the others.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import product
from typing import Any

import joblib
import pandas as pd
from tqdm import tqdm

from course_utils import models, training, workers
from course_utils.data import Digits, prepare_images, train_validation_split
from course_utils.run_cache import RunCache

Setting = Mapping[str, Any]
Task = Callable[..., pd.DataFrame]
#: Runs of one process share random generators and compiled models: they go one after another.
_one_at_a_time = threading.Lock()


class GridError(RuntimeError):
    """No run of a grid succeeded; the message holds the first failure."""


@dataclass(frozen=True)
class Failure:
    """A run that raised, or whose process died: its setting, and what happened."""

    setting: Setting
    error: str
    traceback: str = ""

    def __str__(self) -> str:
        return f"{dict(self.setting)}: {self.error}"


@dataclass(frozen=True)
class Grid:
    """The histories of all runs that succeeded, one below the other, and the failures."""

    history: pd.DataFrame
    failures: list[Failure] = field(default_factory=list)
    from_cache: int = 0
    seconds: float = 0.0


def warm_up() -> None:
    """Begin to start the processes that grids run in, beside whatever comes next."""
    workers.warm_up()


def train_preset(
    digits: Digits,
    *,
    preset: str,
    batch_norm: bool,
    seed: int,
    batch_size: int | None = None,
    epochs: int | None = None,
    validation: float | int = 0.2,
) -> pd.DataFrame:
    """Train one preset once and return its tidy history, the test set evaluated at the end.

    The seed decides the validation split, the initial weights and the order of the batches, so
    two runs of the same seed with and without BN differ in BN alone. validation: a share or a
    number of training images held out, 0 for none. Batch size and epochs default to the preset's.
    """
    chosen = models.preset(preset)
    batch_size = batch_size or chosen.batch_size
    epochs = epochs or chosen.epochs
    low, high = chosen.pixel_range

    def ready(images):
        scaled = prepare_images(images, low=low, high=high)
        return scaled.reshape(-1, *chosen.input_shape)

    x, y, held_out = ready(digits.x_train), digits.y_train, None
    if validation:
        (x, y), held_out = train_validation_split(x, y, validation, seed)
    model = restartable(preset, batch_norm).start(seed)
    history = training.fit(
        model,
        x,
        y,
        batch_size=batch_size,
        epochs=epochs,
        validation_data=held_out,
        seed=seed,
    )
    test = training.evaluate(model, ready(digits.x_test), digits.y_test)
    return training.history_frame(
        history,
        run=f"{preset}-{'bn' if batch_norm else 'plain'}-b{batch_size}-s{seed}",
        seed=seed,
        preset=preset,
        batch_norm=batch_norm,
        batch_size=batch_size,
        test=test,
    )


# Two: grids alternate between a network with BN and its partner without.
@lru_cache(maxsize=2)
def restartable(preset: str, batch_norm: bool) -> training.Restartable:
    """Return this process's compiled model of a preset, to be started anew for each run."""
    chosen = models.preset(preset)
    return training.Restartable(lambda: chosen.build(batch_norm), chosen.compile)


def grid(**axes: Iterable[Any]) -> list[dict[str, Any]]:
    """Return every combination: grid(seed=(0, 1), batch_norm=(False, True)) is four settings.

    Raises ValueError for an axis without values: the grid would be empty.
    """
    values = {name: list(axis) for name, axis in axes.items()}
    empty = [name for name, axis in values.items() if not axis]
    if empty:
        raise ValueError(f"The grid's axis {empty[0]!r} is empty: give it at least one value.")
    return [dict(zip(values, point, strict=True)) for point in product(*values.values())]


def preset_grid(
    presets: Sequence[str] = tuple(models.PRESETS),
    seeds: Sequence[int] = range(5),
    *,
    epochs: int | None = None,
    batch_sizes: Sequence[int] | None = None,
    validation: float | int = 0.2,
) -> list[dict[str, Any]]:
    """Return the paired grid for `train_preset`: presets × batch sizes × seeds × (no BN, BN).

    Epochs and batch sizes default to each preset's own.
    """
    settings = []
    for name in presets:
        chosen = models.preset(name)
        settings += grid(
            preset=[name],
            batch_size=[chosen.batch_size] if batch_sizes is None else batch_sizes,
            seed=seeds,
            batch_norm=(False, True),
            epochs=[epochs or chosen.epochs],
            validation=[validation],
        )
    return settings


def run_grid(
    settings: Sequence[Setting],
    digits: Digits,
    *,
    task: Task = train_preset,
    jobs: int | None = None,
    backend: str = "loky",
    cache: bool = True,
    progress: bool = True,
) -> Grid:
    """Run `task(digits, **setting)` for every setting and return all histories.

    jobs: processes of one thread each; by default one a core. 1 runs everything in this process.
    backend: "loky" (this machine) or "dask" (the cluster of the current
        `dask.distributed.Client(...)`, whose workers do one run at a time: one thread each).
    cache: read and store results in the course's cache folder.
    Histories stand in the order of the settings, whatever order they finished in. Failures are
    printed and returned.
    Raises ValueError for an empty grid or another backend, GridError if every run failed.
    """
    settings = [dict(setting) for setting in settings]
    if not settings:
        raise ValueError("The grid is empty: give at least one setting.")
    started = time.perf_counter()
    store = RunCache(task, digits) if cache else None
    results: dict[int, pd.DataFrame | Failure] = {}
    for index, setting in enumerate(settings):
        stored = store.read(setting) if store else None
        if stored is not None:
            results[index] = stored
    from_cache = len(results)
    todo = [index for index in range(len(settings)) if index not in results]
    jobs = min(jobs or joblib.cpu_count(), max(len(todo), 1))

    # stdout: a bar on stderr is red in JupyterLab.
    bar = tqdm(
        total=len(settings),
        initial=from_cache,
        desc="runs",
        leave=False,
        file=sys.stdout,
        disable=not progress,
    )
    with bar:
        pending = [(index, settings[index]) for index in todo]
        for index, result in _results(task, digits, pending, jobs, backend):
            results[index] = result
            if store and isinstance(result, pd.DataFrame):
                store.write(settings[index], result)
            failed = sum(isinstance(r, Failure) for r in results.values())
            bar.set_postfix_str(f"{failed} failed" if failed else "")
            bar.update()
    done = _gather(results, from_cache, time.perf_counter() - started)
    if progress:
        _report(done, len(settings), jobs)
    return done


def _gather(results: Mapping[int, pd.DataFrame | Failure], from_cache: int, seconds: float) -> Grid:
    """Put the results into the order of the settings; GridError if none succeeded."""
    ordered = [results[index] for index in sorted(results)]
    failures = [result for result in ordered if isinstance(result, Failure)]
    frames = [result for result in ordered if isinstance(result, pd.DataFrame)]
    if not frames:
        raise GridError(
            f"All {len(failures)} runs failed. The first: {failures[0]}\n{failures[0].traceback}"
        )
    return Grid(pd.concat(frames, ignore_index=True), failures, from_cache, seconds)


def _report(done: Grid, total: int, jobs: int) -> None:
    """Print what was run, what came from the cache, and every failure with its settings."""
    trained = total - done.from_cache - len(done.failures)
    where = f", {jobs} at a time" if jobs > 1 and trained else ""
    print(f"{total} runs: {trained} run now in {done.seconds:.0f} s{where}", end="")
    print(f", {done.from_cache} from the cache." if done.from_cache else ".")
    for failure in done.failures:
        print(f"  failed: {failure}")


def _results(
    task: Task, digits: Digits, pending: list[tuple[int, Setting]], jobs: int, backend: str
) -> Iterator[tuple[int, pd.DataFrame | Failure]]:
    """Yield (index, result) as runs finish."""
    attempt = partial(_attempt, task)
    if backend == "dask":
        yield from _results_from_dask(attempt, digits, pending)
    elif backend != "loky":
        raise ValueError(f'Unknown backend {backend!r}: use "loky" or "dask".')
    elif jobs == 1:
        for index, setting in pending:
            yield index, attempt(digits, index, setting)
    else:
        settings = dict(pending)
        for index, result in workers.results(attempt, digits, pending, jobs):
            died = isinstance(result, BrokenProcessPool)
            yield index, _of_death(settings[index], result) if died else result


def _results_from_dask(
    attempt: Callable, digits: Digits, pending: list[tuple[int, Setting]]
) -> Iterator[tuple[int, pd.DataFrame | Failure]]:
    """Yield (index, result) from the cluster of the current client.

    Dask gives a run whose worker died to another one, and gives up after some deaths
    (`distributed.scheduler.allowed-failures`). They may be another run's doing that was given to
    the same workers: alone, the guilty one shows itself.
    """
    from distributed import KilledWorker, as_completed, get_client

    client = get_client()

    def held():
        # Not scattered: what a task returns is worked out again when the worker holding it dies.
        return client.submit(_itself, digits, pure=False)

    def submit(data, index: int, setting: Setting):
        return client.submit(_on_one_thread, attempt, data, index, setting, pure=False)

    data = held()
    runs = {submit(data, index, setting): (index, setting) for index, setting in pending}
    suspects = []
    for run in as_completed(runs):
        try:
            yield runs[run][0], run.result()
        except KilledWorker as error:
            suspects.append((*runs[run], error))
    if len(suspects) == 1:
        index, setting, error = suspects.pop()
        yield index, _of_death(setting, error)
    for index, setting, _ in suspects:
        try:
            yield index, submit(held(), index, setting).result()
        except KilledWorker as error:
            yield index, _of_death(setting, error)


def _itself(digits: Digits) -> Digits:
    return digits


def _on_one_thread(
    attempt: Callable, digits: Digits, index: int, setting: Setting
) -> pd.DataFrame | Failure:
    for name, value in workers.ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    with _one_at_a_time:
        return attempt(digits, index, setting)


def _of_death(setting: Setting, error: Exception) -> Failure:
    return Failure(setting, f"the process died ({error})")


def _attempt(task: Task, digits: Digits, index: int, setting: Setting) -> pd.DataFrame | Failure:
    """Run one setting; an exception becomes a Failure, so the other runs go on."""
    try:
        return task(digits, **setting)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        return Failure(setting, text, traceback.format_exc())
