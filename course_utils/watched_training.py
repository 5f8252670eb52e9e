"""One training run that is watched from inside: a task for `experiments.run_grid`.

`watch_network` trains a perceptron with plain SGD, with no normalization, BN, or BN with noise
behind it, and measures at chosen steps: loss and accuracy on held-out digits; the percentiles of
what one unit's activation gets (Ioffe & Szegedy 2015, figure 1b and c) and how far they drift
over all units; and the loss along one gradient step (`landscape`). Divergence is a result: NaN
stands in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course_utils import landscape, models, sweeps, training
from course_utils.backend import load_keras
from course_utils.data import Digits
from course_utils.noisy_batch_norm import noisy_batch_normalization

if TYPE_CHECKING:
    import keras

NORMALIZATIONS = ("none", "batch", "noisy batch")
HIDDEN = (100, 100, 100)
PERCENTILES = (15, 50, 85)
#: Digits on which percentiles are measured, and those whose loss the landscape is.
WATCHED, PROBED = 500, 250
#: The unit of the last hidden layer whose percentiles stand in the table.
UNIT = 0


def watch_network(
    digits: Digits,
    *,
    seed: int,
    normalization: str,
    activation: str = "sigmoid",
    batch_size: int = 60,
    learning_rate: float = 0.1,
    steps: int,
    every: int,
    walk: Sequence[float] = (),
) -> pd.DataFrame:
    """Train 784-100-100-100-10 once and return what was measured, one row a value.

    normalization: one of NORMALIZATIONS, before each activation. every: steps between two
    measurements. walk: step sizes η at which the landscape is probed at each measurement, as
    multiples of the learning rate; none for no probe.
    Split, initial weights and batches follow the seed, as in `sweeps.train_network`.
    Columns: run, seed, normalization, activation, learning_rate, step, measure, at, value.
    Measures (and `at`): "loss" and "accuracy" on the held-out digits; "percentile" (which one) of
    the input of UNIT's last hidden activation over WATCHED digits, in training mode, from step 0;
    "drift", by how much the percentiles moved since the measurement before, mean over percentiles
    and units, and "width", the mean distance of their outer two; "walk" (η), the loss at w − ηg,
    "change" (η) of the gradient there relative to g, "range" of the losses, and "smoothness".
    Raises ValueError for another normalization.
    """
    (x, y), validation = sweeps.held_out_split(digits, seed)
    start, look, probe = _watched(normalization, activation)
    model = start(seed)
    model.optimizer.learning_rate = learning_rate
    rows: list[tuple[int, str, float, float]] = []
    nowhere = float("nan")
    before = np.percentile(look(validation[0][:WATCHED]), PERCENTILES, axis=0)
    rows += [(0, "percentile", p, v) for p, v in zip(PERCENTILES, before[:, UNIT], strict=True)]
    for step in training.train_steps(
        model, x, y, steps=steps, batch_size=batch_size, every=every, seed=seed
    ):
        measured = training.evaluate(model, *validation)
        rows += [(step, name, nowhere, measured[name]) for name in ("loss", "accuracy")]
        seen = np.percentile(look(validation[0][:WATCHED]), PERCENTILES, axis=0)
        rows += [
            (step, "percentile", p, v) for p, v in zip(PERCENTILES, seen[:, UNIT], strict=True)
        ]
        rows.append((step, "drift", nowhere, np.abs(seen - before).mean()))
        rows.append((step, "width", nowhere, (seen[-1] - seen[0]).mean()))
        before = seen
        if len(walk):
            etas = [multiple * learning_rate for multiple in walk]
            rows += _walked(step, probe.walk(x[:PROBED], y[:PROBED], etas))
    return _labelled(rows, seed, normalization, activation, learning_rate, steps)


def _walked(step: int, met: landscape.Walk) -> list[tuple[int, str, float, float]]:
    nowhere = float("nan")
    return [
        (step, "walk", 0.0, met.loss),
        *((step, "walk", eta, value) for eta, value in zip(met.steps, met.losses, strict=True)),
        *((step, "change", eta, value) for eta, value in zip(met.steps, met.changes, strict=True)),
        (step, "range", nowhere, met.loss_range),
        (step, "smoothness", nowhere, met.smoothness),
    ]


def _labelled(
    rows: list, seed: int, normalization: str, activation: str, learning_rate: float, steps: int
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["step", "measure", "at", "value"])
    labels = {
        "run": f"{normalization}-{activation}-lr{learning_rate:g}-n{steps}-s{seed}",
        "seed": seed,
        "normalization": normalization,
        "activation": activation,
        "learning_rate": learning_rate,
    }
    return training.labelled(frame, labels)


Look = Callable[[np.ndarray], np.ndarray]


# All of one activation: a grid goes through the normalizations.
@lru_cache(maxsize=3)
def _watched(
    normalization: str, activation: str
) -> tuple[Callable[[int], keras.Model], Look, landscape.Probe]:
    """A network that can be started anew, and the two instruments that stay fixed to it."""
    if normalization not in NORMALIZATIONS:
        raise ValueError(
            f"Unknown normalization {normalization!r}: use one of {', '.join(NORMALIZATIONS)}."
        )
    place = () if normalization == "none" else "before_activation"
    maker = noisy_batch_normalization if normalization == "noisy batch" else None

    def build() -> keras.Model:
        return models.build_mlp(HIDDEN, batch_norm=place, normalizer=maker, activation=activation)

    restartable = training.Restartable(build, models.compile_with_sgd)
    model = restartable.start(0)
    return restartable.start, _watcher(model, activation), landscape.Probe(model)


def _watcher(model: keras.Model, activation: str) -> Look:
    """A function from images to the inputs of the last hidden activation, in training mode."""
    keras = load_keras()
    last = model.get_layer(f"{activation}_{len(HIDDEN)}")
    inner = keras.Model(model.inputs[0], last.input)

    def look(images: np.ndarray) -> np.ndarray:
        # Stateless: looking changes neither moving statistics nor seeds of noise.
        seen, _ = inner.stateless_call(
            inner.trainable_variables, inner.non_trainable_variables, images, training=True
        )
        return keras.ops.convert_to_numpy(seen)

    return look
