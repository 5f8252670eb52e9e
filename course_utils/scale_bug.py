"""A real mistake, repeatable: training images divided by 255 twice, the others once.

`train_on_scales` is a task for `experiments.run_grid`: it trains one preset on images divided by
one number and validates it on images divided by another; equal numbers are the repaired version.
`scale_settings` is the paired grid of both. A module has to hold the task, because worker
processes cannot find a function that was defined in a notebook.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course_utils import models, training
from course_utils.data import Digits, train_validation_split
from course_utils.experiments import grid, restartable

#: (training divisor, validation divisor): what both should be, and what the mistake makes of them.
ONE_SCALE = (255, 255)
DIVIDED_TWICE = (255**2, 255)


def scale_label(train_divisor: float, validation_divisor: float) -> str:
    """The name of a pair of divisors, which stands in the history's column `preset`."""

    def name(divisor: float) -> str:
        return "255²" if divisor == 255**2 else f"{divisor:g}"

    return f"training ÷ {name(train_divisor)}, validation ÷ {name(validation_divisor)}"


def scale_settings(seeds: Iterable[int], epochs: int) -> list[dict[str, Any]]:
    """The grid of both pairs of divisors, with and without BN, for every seed."""
    return [
        {"train_divisor": train, "validation_divisor": validation, **setting}
        for train, validation in (ONE_SCALE, DIVIDED_TWICE)
        for setting in grid(seed=seeds, batch_norm=(False, True), epochs=[epochs])
    ]


def train_on_scales(
    digits: Digits,
    *,
    train_divisor: float,
    validation_divisor: float,
    batch_norm: bool,
    seed: int,
    epochs: int,
    preset: str = "dense256x128",
) -> pd.DataFrame:
    """Train a preset once and return its tidy history, validation on its own divisor.

    A fifth of the training images is held out. The seed decides the split, the initial weights
    and the order of the batches: runs of one seed differ in divisors and BN alone.
    """
    chosen = models.preset(preset)
    (x, y), (x_held_out, y_held_out) = train_validation_split(
        digits.x_train, digits.y_train, 0.2, seed
    )

    def scaled(images: np.ndarray, divisor: float) -> np.ndarray:
        return (images / np.float32(divisor)).reshape(-1, *chosen.input_shape)

    model = restartable(preset, batch_norm).start(seed)
    history = training.fit(
        model,
        scaled(x, train_divisor),
        y,
        batch_size=chosen.batch_size,
        epochs=epochs,
        validation_data=(scaled(x_held_out, validation_divisor), y_held_out),
        seed=seed,
    )
    label = scale_label(train_divisor, validation_divisor)
    return training.history_frame(
        history,
        run=f"{label}-{'bn' if batch_norm else 'plain'}-s{seed}",
        seed=seed,
        preset=label,
        batch_norm=batch_norm,
        batch_size=chosen.batch_size,
    )
