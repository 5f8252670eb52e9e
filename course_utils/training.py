"""Seeds, a fast `fit`, and histories as tidy tables.

`fit` trains like `model.fit` and returns the same `History`, through the compiled loop of
`engine`, which spares a small network nine tenths of the time; `evaluate` is its partner, and
`train_steps` counts in steps where epochs are too coarse.
`Restartable` spares runs that differ in their seed the compiling.
`history_frame` turns what `fit` returns into one row a value; `labelled` says which run it was.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pandas as pd

from course_utils import engine
from course_utils.backend import load_keras, native_stderr_held_back

if TYPE_CHECKING:
    import keras

#: The columns of every history in the course, in order.
HISTORY_COLUMNS = (
    "run",
    "seed",
    "preset",
    "batch_norm",
    "batch_size",
    "epoch",
    "metric",
    "split",
    "value",
)
#: XLA takes half a second to compile, which a grid's seeds share, and saves some 0.2 ms a step.
JIT_PAYS_FROM_STEPS = 800
#: Multiplications in a forward pass: above, the graph's matrix products use the cores better.
JIT_PAYS_UP_TO_MULTIPLICATIONS = 100_000_000


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and Keras's backend: initial weights and shuffling repeat from here."""
    keras = load_keras()
    # Keras seeds TensorFlow besides another backend, and may import it here for that.
    held_back = native_stderr_held_back if "tensorflow" not in sys.modules else nullcontext
    with held_back():
        keras.utils.set_random_seed(int(seed))


def _seed_keras(seed: int) -> None:
    """Seed all that Keras draws from, as `set_seed` does, and keep TensorFlow's compiled kernels.

    tf.random.set_seed throws them away, some 0.1 s a run; only what draws with tf.random itself
    needs it, which Keras's layers and initializers don't do.
    """
    keras = load_keras()
    if keras.backend.backend() != "tensorflow":
        set_seed(seed)
        return
    import tensorflow as tf

    with mock.patch.object(tf.random, "set_seed"):
        set_seed(seed)


@contextmanager
def _initial_seeds(seed: int) -> Iterator[None]:
    """While it lasts, Keras draws layers' seeds from a generator that other threads don't know.

    They are what Python's own generator gives after `set_seed(seed)`; but in a worker of Dask, or
    a kernel with widgets, threads of others draw from that one in between.
    """
    from keras.src.random import seed_generator

    with mock.patch.object(seed_generator, "python_random", random.Random(int(seed))):
        yield


def fit(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    batch_size: int = 32,
    epochs: int = 1,
    validation_data: tuple[np.ndarray, np.ndarray] | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    jit_compile: bool | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: int = 0,
) -> keras.callbacks.History:
    """Train a compiled model in place, as `model.fit` does, and return Keras's History.

    x (n, …) float, y (n,) integers or (n, classes) one-hot. The last batch of an epoch is smaller
    where batch_size doesn't divide n. Each epoch's order comes from NumPy's generator of `seed`;
    the same order gives the weights of `model.fit` to float32 rounding, and the same seed gives
    the same bits again. seed None draws one from NumPy's global state, which `set_seed` sets.
    jit_compile: whether XLA compiles the loop; None decides by the number of steps.
    callbacks act at the ends of epochs. Those that act after batches, models with a `train_step`
    of their own and data that is no array are left to `model.fit`, which is said once.
    The history has one more entry, "seconds": each epoch's training without its validation.
    Raises ValueError for a model that was not compiled, and for data or numbers that can't train.
    """
    _refuse_what_cannot_train(model, x, y, batch_size, epochs)
    if seed is not None:
        _seed_keras(seed)
    arrays = (x, y, *(validation_data or ()))
    reason = engine.why_not(model, callbacks, *arrays)
    options = {"epochs": epochs, "callbacks": callbacks, "verbose": verbose}
    if reason:
        _say_once(f"Trained with plain model.fit, which is slower, because of {reason}.")
        return _fit_with_keras(
            model, x, y, batch_size=batch_size, validation_data=validation_data, shuffle=shuffle,
            **options,
        )  # fmt: skip
    steps = engine.steps_an_epoch(len(x), batch_size)
    if jit_compile is None:
        jit_compile = _xla_pays(model, steps * epochs, batch_size)
    if seed is None:
        seed = np.random.randint(2**31)
    orders = _orders(len(x), seed, shuffle)
    return _fit_compiled(
        model, _tensor(x), _tensor(y), orders, batch_size,
        validation=tuple(map(_tensor, validation_data or ())), xla=jit_compile, **options,
    )  # fmt: skip


def train_steps(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    steps: int,
    batch_size: int = 32,
    every: int | Sequence[int] | None = None,
    seed: int = 0,
    jit_compile: bool | None = None,
) -> Iterator[int]:
    """Train a compiled model in place for a number of steps; yield how many are done.

    every: yield after each so many steps, or after the steps named, and always after the last.
    The batches are drawn from one shuffled pass over the examples after another, all of them
    full: a batch may span the end of a pass. Between two yields the model may be measured in
    inference mode:

        for step in train_steps(model, x, y, steps=400, every=50):
            print(step, evaluate(model, *validation)["accuracy"])

    Raises ValueError as `fit` does, and for a model that the compiled loop can't take.
    """
    _refuse_what_cannot_train(model, x, y, batch_size, steps, "steps")
    reason = engine.why_not(model, (), x, y)
    if reason:
        raise ValueError(f"train_steps can't train this model because of {reason}.")
    passes = -(-steps * batch_size // len(x))
    orders = _orders(len(x), seed, shuffle=True)
    order = np.concatenate([next(orders) for _ in range(passes)])[: steps * batch_size]
    order = order.reshape(steps, batch_size).astype("int32")
    if jit_compile is None:
        jit_compile = _xla_pays(model, steps, batch_size)
    loop = engine.engine_of(model)
    x, y = _tensor(x), _tensor(y)
    loop.prepare(x, y)
    done = 0
    for stop in _stops(steps, every):
        loop.train(x, y, order, done, stop, jit_compile)
        done = stop
        yield done


def _stops(steps: int, every: int | Sequence[int] | None) -> list[int]:
    """The steps after which `train_steps` yields, the last step among them."""
    if every is None:
        return [steps]
    named = range(every, steps, every) if isinstance(every, int) else every
    return sorted({int(stop) for stop in named if 0 < stop < steps} | {steps})


def evaluate(model: keras.Model, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return loss and metrics on x, y in inference mode, as `model.evaluate(return_dict=True)`."""
    if engine.why_not(model, (), x, y):
        return model.evaluate(x, y, verbose=0, return_dict=True)
    return engine.engine_of(model).evaluate(_tensor(x), _tensor(y))


def _xla_pays(model, steps: int, batch_size: int) -> bool:
    """Whether the run is long enough to win back the compiling, and made of small operations."""
    multiplications = batch_size * model.count_params()
    return steps >= JIT_PAYS_FROM_STEPS and multiplications <= JIT_PAYS_UP_TO_MULTIPLICATIONS


def _orders(examples: int, seed: int, shuffle: bool) -> Iterator[np.ndarray]:
    """The order of the examples, epoch after epoch."""
    rng = np.random.default_rng(seed)
    while True:
        yield rng.permutation(examples) if shuffle else np.arange(examples)


def _fit_compiled(
    model, x, y, orders, batch_size: int, *, validation, xla: bool, epochs: int, callbacks, verbose
) -> keras.callbacks.History:
    loop = engine.engine_of(model)
    loop.prepare(x, y)
    clock = epoch_clock()
    calls = load_keras().callbacks.CallbackList(
        [*callbacks, clock],
        add_history=True,
        add_progbar=verbose != 0,
        model=model,
        verbose=verbose,
        epochs=epochs,
        steps=engine.steps_an_epoch(len(x), batch_size),
    )
    model.stop_training = False
    logs: dict[str, float] = {}
    calls.on_train_begin()
    for epoch in range(epochs):
        calls.on_epoch_begin(epoch)
        for done in loop.train_epoch(x, y, next(orders), batch_size, xla):
            calls.on_train_batch_end(done - 1, loop.metrics() if verbose else None)
        logs = loop.metrics()
        if validation:
            calls.on_test_begin()
            held_out = loop.evaluate(*validation)
            calls.on_test_end(held_out)
            logs |= {f"val_{name}": value for name, value in held_out.items()}
        calls.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    calls.on_train_end(logs)
    model.history.history["seconds"] = clock.seconds
    return model.history


def _fit_with_keras(model, x, y, *, callbacks, **options) -> keras.callbacks.History:
    clock = epoch_clock()
    history = model.fit(x, y, callbacks=[*callbacks, clock], **options)
    history.history["seconds"] = clock.seconds
    return history


_said: set[str] = set()


def _say_once(sentence: str) -> None:
    # stdout: nbgrader gives 0 for a cell with anything on stderr.
    if sentence not in _said:
        _said.add(sentence)
        print(sentence)


def _tensor(array: np.ndarray):
    """The array in the backend's memory; floating-point numbers as float32, as `fit` does it."""
    keras = load_keras()
    floating = np.issubdtype(array.dtype, np.floating)
    return keras.ops.convert_to_tensor(array, dtype=keras.config.floatx() if floating else None)


class Restartable:
    """A compiled model that can be trained from the start again without being compiled again.

    A short run spends most of its time on tracing and compiling the training step; runs that
    differ in their seed alone can share it. `build` makes the untrained model, `compile` compiles
    it in place.
    """

    def __init__(
        self,
        build: Callable[[], keras.Model],
        compile: Callable[[keras.Model], keras.Model],
    ):
        self._build = build
        self._model = compile(build())
        self._model.optimizer.build(self._model.trainable_variables)
        # A copy: an array may share its memory with the variable it came from.
        to_numpy = load_keras().ops.convert_to_numpy
        self._optimizer_start = [to_numpy(v).copy() for v in self._model.optimizer.variables]

    def start(self, seed: int) -> keras.Model:
        """Return the model as if it were built and compiled anew after `set_seed(seed)`."""
        _seed_keras(seed)
        with _initial_seeds(seed):
            fresh = self._build()
        # Of all variables, not of the weights alone: noise layers keep a seed in one.
        for own, new in zip(self._model.variables, fresh.variables, strict=True):
            own.assign(new)
        for variable, value in zip(
            self._model.optimizer.variables, self._optimizer_start, strict=True
        ):
            variable.assign(value)
        return self._model


def _refuse_what_cannot_train(
    model, x, y, batch_size: int, duration: int, unit: str = "epochs"
) -> None:
    if not getattr(model, "compiled", False):
        raise ValueError("The model is not compiled: call model.compile(...) before fit.")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x has {len(x)} examples and y has {len(y)}: one label an example.")
    for name, value in (("batch_size", batch_size), (unit, duration)):
        if int(value) != value or value < 1:
            raise ValueError(f"{name} must be a positive whole number, got {value!r}.")


def epoch_clock() -> keras.callbacks.Callback:
    """A callback whose `seconds` lists each epoch's training time, without its validation."""
    keras = load_keras()

    class EpochClock(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.seconds: list[float] = []

        def on_epoch_begin(self, epoch, logs=None):
            self._start = time.perf_counter()
            self._stop = None

        def on_test_begin(self, logs=None):
            self._stop = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.seconds.append((self._stop or time.perf_counter()) - self._start)

    return EpochClock()


def history_frame(
    history: keras.callbacks.History | dict[str, Sequence[float]],
    *,
    run: str = "run",
    seed: int = 0,
    preset: str = "",
    batch_norm: bool = False,
    batch_size: int = 0,
    test: dict[str, float] | None = None,
) -> pd.DataFrame:
    """Return a history as a tidy table, one row a value, with the columns HISTORY_COLUMNS.

    epoch counts from 1. Keras's "val_…" entries become split "validation", "seconds" keeps its
    unit, and `test` (what `model.evaluate(..., return_dict=True)` returned) stands at the last
    epoch as split "test".
    """
    values = getattr(history, "history", history)
    rows = []
    for key, series in values.items():
        split = "validation" if key.startswith("val_") else "train"
        metric = key.removeprefix("val_")
        rows += [(epoch, metric, split, float(v)) for epoch, v in enumerate(series, start=1)]
    last = max((row[0] for row in rows), default=0)
    rows += [(last, metric, "test", float(value)) for metric, value in (test or {}).items()]
    frame = pd.DataFrame(rows, columns=["epoch", "metric", "split", "value"])
    labels = {
        "run": run,
        "seed": seed,
        "preset": preset,
        "batch_norm": bool(batch_norm),
        "batch_size": batch_size,
    }
    return labelled(frame, labels)


def labelled(frame: pd.DataFrame, labels: Mapping[str, Any]) -> pd.DataFrame:
    """Return a copy of the table with the labels before it, each a column of one value."""
    return frame.assign(**labels)[[*labels, *frame.columns]]
