"""Runs that show where batch normalization fails, and when its statistics should stay frozen.

Two tasks for `experiments.run_grid`; each trains small perceptrons and returns one row a value.
1. ``accuracy_by_company``: the same trained network on batches of mixed digits and of one class.
2. ``fine_tune``: a network goes on training on a few changed images, its BN statistics frozen or
   not. ``changed`` says how images can be changed.
``predict_in_batches`` predicts a set of images batch by batch, in either mode.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course_utils import models, sweeps, training
from course_utils.backend import load_keras
from course_utils.data import Digits, prepare_images

if TYPE_CHECKING:
    import keras

#: Test images that a network is evaluated on at most: enough for an interval, and quick.
MOST_TESTED = 2_000
#: What `fine_tune` compares.
STRATEGIES = ("as it is", "new statistics only", "frozen", "moving")
CHANGES = ("moved", "low contrast")


def accuracy_by_company(
    digits: Digits, *, seed: int, normalization: str, steps: int, batch_size: int = 64
) -> pd.DataFrame:
    """Train once on mixed batches; evaluate on mixed and on single-class batches of 50 or more.

    normalization: "none", "batch" or "layer". steps: of SGD with learning rate 0.1.
    Columns: seed, normalization, company ("mixed" | "one class"), statistics ("batch" |
    "inference"), accuracy (0 to 1, on test images). Without BN the two modes are the same.
    """
    x, y = prepare_images(digits.x_train), digits.y_train
    model = _network(normalization, frozen=False).start(seed)
    for _ in training.train_steps(model, x, y, steps=steps, batch_size=batch_size, seed=seed):
        pass
    x_test, y_test = _tested(digits)
    order = np.random.default_rng(seed).permutation(len(y_test))
    by_class = [np.flatnonzero(y_test == digit) for digit in range(10)]
    companies = {
        "mixed": _in_batches(order),
        "one class": [batch for members in by_class for batch in _in_batches(members)],
    }
    rows = []
    for company, batches in companies.items():
        for statistics, mode in (("batch", True), ("inference", False)):
            predicted = predict_in_batches(model, x_test, batches, training=mode)
            truth = y_test[np.concatenate(batches)]
            accuracy = float((predicted.argmax(axis=1) == truth).mean())
            rows.append((seed, normalization, company, statistics, accuracy))
    return pd.DataFrame(
        rows, columns=["seed", "normalization", "company", "statistics", "accuracy"]
    )


def predict_in_batches(
    model: keras.Model, x: np.ndarray, batches: Iterable[np.ndarray], *, training: bool
) -> np.ndarray:
    """Return the outputs for x, one batch of indices after the other; the model stays as it is.

    training: whether BN normalises with the batch's own statistics. The rows stand in the order
    of the batches.
    """
    to_numpy = load_keras().ops.convert_to_numpy
    outputs = []
    for batch in batches:
        # stateless_call leaves the moving statistics alone, which model(x, training=True) doesn't.
        result, _ = model.stateless_call(
            model.trainable_variables, model.non_trainable_variables, x[batch], training=training
        )
        outputs.append(to_numpy(result))
    return np.concatenate(outputs)


def fine_tune(
    digits: Digits,
    *,
    seed: int,
    change: str,
    images: int = 64,
    batch_size: int = 2,
    epochs: int = 4,
    learning_rate: float = 0.01,
    steps: int = 400,
) -> pd.DataFrame:
    """Train a network with BN, then go on with a few changed images in four ways.

    change: what is done to the new images, one of CHANGES. steps: of the training before, at
    learning rate 0.1 and batch size 64. images, batch_size, epochs, learning_rate: of the
    fine-tuning. Columns: seed, change, strategy (one of STRATEGIES), tested ("changed" |
    "as before"), metric ("accuracy" | "largest change of the moving mean"), value.
    Raises ValueError for another change.
    """
    x, y = prepare_images(digits.x_train), digits.y_train
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(y))[:images]
    new_x, new_y = changed(x[chosen], change), y[chosen]
    x_test, y_test = _tested(digits)
    tests = {"changed": changed(x_test, change), "as before": x_test}
    start = _network("batch", frozen=False).start(seed)
    for _ in training.train_steps(start, x, y, steps=steps, batch_size=64, seed=seed):
        pass
    weights = [layer.get_weights() for layer in start.layers]
    rows = []
    for strategy in STRATEGIES:
        model = _network("batch", frozen=strategy == "frozen").start(seed)
        for layer, values in zip(model.layers, weights, strict=True):
            layer.set_weights(values)
        if strategy == "new statistics only":
            _estimate_statistics(model, new_x)
        elif strategy != "as it is":
            model.optimizer.learning_rate = learning_rate
            passes = images * epochs // batch_size
            for _ in training.train_steps(
                model, new_x, new_y, steps=passes, batch_size=batch_size, seed=seed
            ):
                pass
            model.optimizer.learning_rate = 0.1
        for tested, x_tested in tests.items():
            accuracy = training.evaluate(model, x_tested, y_test)["accuracy"]
            rows.append((strategy, tested, "accuracy", accuracy))
        moved = max(
            np.abs(layer.get_weights()[2] - values[2]).max()
            for layer, values in zip(model.layers, weights, strict=True)
            if len(values) == 4
        )
        rows.append((strategy, "changed", "largest change of the moving mean", float(moved)))
    frame = pd.DataFrame(rows, columns=["strategy", "tested", "metric", "value"])
    return training.labelled(frame, {"seed": seed, "change": change})


def changed(images: np.ndarray, change: str) -> np.ndarray:
    """Return images (n, 784) in [0, 1], each moved by two pixels or with low contrast; float32.

    Raises ValueError for another change.
    """
    if change == "moved":
        return np.roll(images.reshape(-1, 28, 28), 2, axis=2).reshape(images.shape)
    if change == "low contrast":
        return (0.3 + 0.4 * images).astype("float32")
    raise ValueError(f"Unknown change {change!r}: use one of {', '.join(CHANGES)}.")


def _in_batches(indices: np.ndarray, size: int = 50) -> list[np.ndarray]:
    # A last batch of one or two digits would be a case of its own: it joins the one before.
    return np.array_split(indices, max(1, len(indices) // size))


def _estimate_statistics(model: keras.Model, x: np.ndarray) -> None:
    """Set the moving statistics of all BN layers to those of one batch x, in place."""
    kind = load_keras().layers.BatchNormalization
    values = x
    for layer in model.layers:
        if isinstance(layer, kind):
            before = load_keras().ops.convert_to_numpy(values)
            layer.moving_mean.assign(before.mean(axis=0))
            layer.moving_variance.assign(before.var(axis=0))
        values = layer(values, training=False)


def _tested(digits: Digits) -> tuple[np.ndarray, np.ndarray]:
    return prepare_images(digits.x_test[:MOST_TESTED]), digits.y_test[:MOST_TESTED]


# Four: three normalizations and a frozen network; each keeps its compiled loops.
@lru_cache(maxsize=4)
def _network(normalization: str, *, frozen: bool) -> training.Restartable:
    def build() -> keras.Sequential:
        model = sweeps.build_network(normalization)
        for layer in model.layers:
            if frozen and isinstance(layer, load_keras().layers.BatchNormalization):
                layer.trainable = False
        return model

    return training.Restartable(build, models.compile_with_sgd)
