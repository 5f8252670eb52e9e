"""Seeds, a fast `fit`, and histories as tidy tables.

`fit` is `model.fit` of plain Keras with two of its own switches set: whole epochs in one
execution (`steps_per_execution`) and, where it pays, compilation by XLA (`jit_compile`).
`Restartable` spares runs that differ in their seed the tracing.
`history_frame` turns what `fit` returns into one row a value.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course_utils.backend import load_keras

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
#: XLA takes about a second longer to compile and saves some 0.2 ms a step: below this it costs.
JIT_PAYS_FROM_STEPS = 5_000


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and Keras's backend: initial weights and shuffling repeat from here."""
    load_keras().utils.set_random_seed(int(seed))


def fit(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    batch_size: int = 32,
    epochs: int = 1,
    validation_data: tuple[np.ndarray, np.ndarray] | None = None,
    seed: int | None = None,
    jit_compile: bool | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: int = 0,
    keep_compiled: bool = False,
) -> keras.callbacks.History:
    """Train a compiled model in place with whole epochs per execution; return Keras's History.

    x (n, …) float32, y (n,) integers or (n, classes) one-hot. The history has one more entry,
    "seconds": the time each epoch's training took, validation left out.
    Against `model.fit(x, y, …)` the history is the same to the bit with jit_compile=False; XLA
    (True) rounds differently, and None takes it from JIT_PAYS_FROM_STEPS steps on. Callbacks at
    batch ends are called once an epoch, as Keras does with `steps_per_execution`.
    keep_compiled=True leaves the model set for whole epochs, so that `evaluate` and the next `fit`
    of as many steps need no new tracing; use it where nothing is predicted in between.
    Raises ValueError for a model that was not compiled, and for data or numbers that can't train.
    """
    _refuse_what_cannot_train(model, x, y, batch_size, epochs)
    if seed is not None:
        set_seed(seed)
    steps = math.ceil(len(x) / batch_size)
    if jit_compile is None:
        jit_compile = steps * epochs >= JIT_PAYS_FROM_STEPS
    clock = epoch_clock()
    before, wanted = (model.steps_per_execution, model.jit_compile), (max(steps, 2), jit_compile)
    if before != wanted:
        _set_execution(model, *wanted)
    try:
        history = model.fit(
            x,
            y,
            batch_size=batch_size,
            epochs=epochs,
            validation_data=validation_data,
            callbacks=[*callbacks, clock],
            verbose=verbose,
        )
    finally:
        # predict_on_batch fails on a model that is left with many steps per execution.
        if not keep_compiled:
            _set_execution(model, *before)
    history.history["seconds"] = clock.seconds
    return history


class Restartable:
    """A compiled model that can be trained from the start again without being traced again.

    Keras spends about half of a short run on tracing its training step; runs that differ in their
    seed alone can share it. `build` makes the untrained model, `compile` compiles it in place.
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
        self._optimizer_start = [np.asarray(v).copy() for v in self._model.optimizer.variables]

    def start(self, seed: int) -> keras.Model:
        """Return the model as if it were built and compiled anew after `set_seed(seed)`."""
        set_seed(seed)
        self._model.set_weights(self._build().get_weights())
        for variable, value in zip(
            self._model.optimizer.variables, self._optimizer_start, strict=True
        ):
            variable.assign(value)
        return self._model


def _refuse_what_cannot_train(model, x, y, batch_size: int, epochs: int) -> None:
    if not getattr(model, "compiled", False):
        raise ValueError("The model is not compiled: call model.compile(...) before fit.")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x has {len(x)} examples and y has {len(y)}: one label an example.")
    for name, value in (("batch_size", batch_size), ("epochs", epochs)):
        if int(value) != value or value < 1:
            raise ValueError(f"{name} must be a positive whole number, got {value!r}.")


def _set_execution(model, steps: int, jit_compile: bool) -> None:
    """Set both switches and have Keras build its functions anew, since it keeps built ones."""
    model.steps_per_execution = steps
    model.jit_compile = jit_compile
    model.make_train_function(force=True)
    model.make_test_function(force=True)
    model.make_predict_function(force=True)


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
    labels = (run, seed, preset, bool(batch_norm), batch_size)
    for place, (column, label) in enumerate(zip(HISTORY_COLUMNS, labels, strict=False)):
        frame.insert(place, column, label)
    return frame
