"""What the tests of unit 07 look at: in what state each training began, and which runs there were.

`TrainingRecord` hands out a small network and a function that trains it, and notes how a network
was when its training began. `RunRecord` stands for a whole experiment: it returns made-up losses
and accuracies at once, and notes what it was called with.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course_utils import model_checks
from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras

#: What the weights of an untrained network are, by the end of their names; kernels are random.
UNTRAINED = {"bias": 0.0, "gamma": 1.0, "beta": 0.0, "moving_mean": 0.0, "moving_variance": 1.0}


@dataclass(frozen=True)
class Start:
    """A network when its training began, and what the training returned.

    weights: by name, such as "hidden/kernel". optimizer_steps: updates its optimiser had made.
    """

    batch_size: int
    weights: dict[str, np.ndarray]
    optimizer_steps: int
    returned: float

    def trained_weights(self) -> list[str]:
        """Names of weights that are no longer what they are in an untrained network."""
        return [
            name
            for name, values in self.weights.items()
            if not (values == UNTRAINED.get(name.split("/")[-1], values)).all()
        ]

    def same_weights(self, other: Start) -> bool:
        """Whether both began from the same numbers."""
        return self.weights.keys() == other.weights.keys() and all(
            np.array_equal(values, other.weights[name]) for name, values in self.weights.items()
        )


class TrainingRecord:
    """A `build` and a `train` for one call of `fresh_runs`; `starts` lists what was trained."""

    def __init__(self):
        self.starts: list[Start] = []

    def build(self) -> keras.Model:
        """Return a compiled 3-4-2 network with BN; Keras's random state decides its kernels."""
        keras = load_keras()
        layers = keras.layers
        model = keras.Sequential(
            [
                keras.Input((3,)),
                layers.Dense(4, name="hidden"),
                layers.BatchNormalization(name="bn"),
                layers.ReLU(),
                layers.Dense(2, name="logits"),
            ]
        )
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(0.05), loss=loss)
        return model

    def train(self, model: keras.Model, batch_size: int) -> float:
        """Change the model in place as three steps do (`train_step`); return the last loss."""
        weights = {weight.path: weight.numpy().copy() for weight in model.weights}
        # Of a path, the layer and the weight: the model's own name is another one each time.
        weights = {"/".join(path.split("/")[-2:]): values for path, values in weights.items()}
        steps = int(np.asarray(model.optimizer.iterations))
        rng = np.random.default_rng(batch_size)
        loss = 0.0
        for _ in range(3):
            x = rng.normal(size=(batch_size, 3)).astype("float32")
            labels = (x.sum(axis=1) > 0).astype("int64")
            loss = model_checks.train_step(model, x, labels, rng)
        self.starts.append(Start(batch_size, weights, steps, loss))
        return loss


class RunRecord:
    """A `train` for one call of `sweep`, which makes its results up; `calls` lists the settings.

    diverged: settings (normalization, batch_size, seed) whose loss is `loss_of_diverged`.
    """

    def __init__(
        self,
        diverged: Collection[tuple[str, int, int]] = (),
        loss_of_diverged: float = float("nan"),
    ):
        self.calls: list[tuple[str, int, int]] = []
        self._diverged = frozenset(diverged)
        self._loss_of_diverged = loss_of_diverged

    def train(self, normalization: str, batch_size: int, seed: int) -> dict[str, float]:
        """Return the "loss" and "accuracy" of one run: the same for the same setting."""
        self.calls.append((str(normalization), int(batch_size), int(seed)))
        return self.result(normalization, batch_size, seed)

    def result(self, normalization: str, batch_size: int, seed: int) -> dict[str, float]:
        """What `train` returns, without a note of it."""
        setting = (str(normalization), int(batch_size), int(seed))
        if setting in self._diverged:
            # A network of NaNs calls every digit a 0.
            return {"loss": self._loss_of_diverged, "accuracy": 0.0975}
        rng = np.random.default_rng(zlib.crc32(repr(setting).encode()))
        # Every other accuracy is at the level of guessing: a low one alone is no divergence.
        low, high = ((0.05, 0.15), (0.5, 0.99))[rng.integers(2)]
        return {"loss": float(rng.uniform(0.1, 0.9)), "accuracy": float(rng.uniform(low, high))}
