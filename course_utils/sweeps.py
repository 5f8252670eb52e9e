"""One run of a sweep: a perceptron with this normalization, trained so, measured as it goes.

`train_network` is a task for `experiments.run_grid`. Where `train_preset` repeats what an author
did, this one varies a single thing: normalization, batch size, learning rate, initial scale,
activation. Divergence is a result: NaN losses stand in the table. `held_out_split` and
`build_network` serve other tasks too.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course_utils import models, training
from course_utils.backend import load_keras
from course_utils.data import Digits, prepare_images, train_validation_split

if TYPE_CHECKING:
    import keras

Examples = tuple[np.ndarray, np.ndarray]
#: The largest number of images held out: more would cost time and narrow no interval.
MOST_HELD_OUT = 5_000
NORMALIZATIONS = ("none", "batch", "layer")


def train_network(
    digits: Digits,
    *,
    seed: int,
    normalization: str = "none",
    hidden: Sequence[int] = (100, 100),
    activation: str = "relu",
    batch_size: int = 64,
    learning_rate: float = 0.1,
    initial_scale: float = 1.0,
    epochs: float | None = None,
    steps: int | None = None,
    every: int | Sequence[int] | None = None,
) -> pd.DataFrame:
    """Train once with plain SGD and return what was measured, one row a value.

    normalization: "none", "batch" or "layer", before each hidden activation.
    epochs or steps: the length, as passes over the training images (equal samples for every batch
        size) or as updates. every: measure after each so many steps, or after the steps named;
        None measures at the end alone.
    A fifth of the training images, at most MOST_HELD_OUT, is held out for validation. The seed
    decides split, initial weights and batches: runs of one seed are pairs.
    Columns: run, seed, normalization, activation, batch_size, learning_rate, initial_scale, step,
    samples, metric, split, value. metric "loss" and "accuracy" have split "validation"; "loss" of
    split "train" is the mean over the steps since the measurement before; "seconds" is what the
    steps since then took. A diverged run has NaN as loss.
    Raises ValueError unless exactly one of epochs and steps is given.
    """
    if (epochs is None) == (steps is None):
        raise ValueError("Give epochs or steps, and not both.")
    (x, y), validation = held_out_split(digits, seed)
    steps = steps or max(1, math.ceil(epochs * len(x) / batch_size))
    model = _restartable(normalization, tuple(hidden), activation).start(seed)
    model.optimizer.learning_rate = learning_rate
    _scale_kernels(model, initial_scale)
    rows = []
    began, model_metrics = time.perf_counter(), {}
    model.reset_metrics()
    for step in training.train_steps(
        model, x, y, steps=steps, batch_size=batch_size, every=every, seed=seed
    ):
        seconds = time.perf_counter() - began
        model_metrics = {k: float(v) for k, v in model.get_metrics_result().items()}
        measured = training.evaluate(model, *validation)
        rows += [
            (step, "loss", "train", model_metrics["loss"]),
            (step, "loss", "validation", measured["loss"]),
            (step, "accuracy", "validation", measured["accuracy"]),
            (step, "seconds", "train", seconds),
        ]
        model.reset_metrics()
        began = time.perf_counter()
    frame = pd.DataFrame(rows, columns=["step", "metric", "split", "value"])
    frame.insert(1, "samples", frame["step"] * batch_size)
    labels = {
        "run": f"{normalization}-{activation}-b{batch_size}-lr{learning_rate:g}"
        f"-x{initial_scale:g}-n{steps}-s{seed}",
        "seed": seed,
        "normalization": normalization,
        "activation": activation,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "initial_scale": initial_scale,
    }
    return training.labelled(frame, labels)


def held_out_split(digits: Digits, seed: int) -> tuple[Examples, Examples]:
    """Return the training digits a run learns from and those held out, as (x, y) each.

    A fifth of them, at most MOST_HELD_OUT, is held out. x (n, 784) float32 in [0, 1], y (n,).
    """
    held_out = min(len(digits.x_train) // 5, MOST_HELD_OUT)
    return train_validation_split(prepare_images(digits.x_train), digits.y_train, held_out, seed)


def build_network(
    normalization: str, hidden: Sequence[int] = (100, 100), activation: str = "relu"
) -> keras.Sequential:
    """Return the untrained, uncompiled network of a sweep; ValueError for another normalization."""
    if normalization not in NORMALIZATIONS:
        raise ValueError(
            f"Unknown normalization {normalization!r}: use one of {', '.join(NORMALIZATIONS)}."
        )
    makers: dict[str, Callable | None] = {
        "batch": None,
        "layer": load_keras().layers.LayerNormalization,
    }
    place = () if normalization == "none" else "before_activation"
    return models.build_mlp(
        hidden, batch_norm=place, normalizer=makers.get(normalization), activation=activation
    )


# Three: a grid goes through the normalizations, and each keeps its compiled loops.
@lru_cache(maxsize=3)
def _restartable(normalization: str, hidden: tuple, activation: str) -> training.Restartable:
    return training.Restartable(
        lambda: build_network(normalization, hidden, activation), models.compile_with_sgd
    )


def _scale_kernels(model: keras.Model, factor: float) -> None:
    """Multiply the weight matrices in place; biases start at 0."""
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            layer.kernel.assign(np.float32(factor) * layer.kernel)
