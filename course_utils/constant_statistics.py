"""What a gradient that ignores the batch's statistics does to training.

`PATHS` names four gradients by the statistics they take for constants. `train_with_gradient` is a
task for `experiments.run_grid`: it trains the network of Ioffe & Szegedy (2015), section 4.1,
three hidden layers of 100 sigmoid units, with one of them; `gradient_settings` is the paired grid.
A module has to hold the task, because runs are cached by the source of its module.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from course_utils import models, training
from course_utils.backend import load_keras
from course_utils.data import Digits, prepare_images
from course_utils.experiments import grid

#: Name of a gradient: the statistics it takes for constants.
PATHS: dict[str, tuple[str, ...]] = {
    "complete": (),
    "mean as constant": ("mean",),
    "variance as constant": ("variance",),
    "both as constants": ("mean", "variance"),
}
BATCH_SIZE = 60


@cache
def layer_class():
    """The Keras layer of the experiment; a function, since Keras is imported where it is used."""
    keras = load_keras()
    from keras import ops

    class BatchNorm(keras.layers.Layer):
        """BN in training mode, always with the batch's own statistics."""

        def __init__(self, constants=(), epsilon=1e-3, **options):
            super().__init__(**options)
            self.constants = constants
            self.epsilon = epsilon

        def build(self, shape):
            self.gamma = self.add_weight(shape=shape[-1:], initializer="ones", name="gamma")
            self.beta = self.add_weight(shape=shape[-1:], initializer="zeros", name="beta")

        def call(self, x):
            mean, variance = ops.mean(x, axis=0), ops.var(x, axis=0)
            if "mean" in self.constants:
                mean = ops.stop_gradient(mean)
            if "variance" in self.constants:
                variance = ops.stop_gradient(variance)
            return self.gamma * (x - mean) / ops.sqrt(variance + self.epsilon) + self.beta

    return BatchNorm


def build_network(constants: Iterable[str] = ()):
    """784-100-100-100-10, sigmoid, BN before each of the three; not compiled."""
    keras = load_keras()
    layers: list[Any] = [keras.Input((784,))]
    for _ in range(3):
        # The bias stays, redundant as it is: what becomes of it is the question.
        layers += [keras.layers.Dense(100), layer_class()(tuple(constants))]
        layers += [keras.layers.Activation("sigmoid")]
    return keras.Sequential([*layers, keras.layers.Dense(10)])


def gradient_settings(
    learning_rates: Iterable[float], seeds: Iterable[int], epochs: int
) -> list[dict[str, Any]]:
    """The grid of all four gradients, at every learning rate, for every seed."""
    axes = {"gradient": PATHS, "learning_rate": learning_rates, "seed": seeds, "epochs": [epochs]}
    return grid(**axes)


def train_with_gradient(
    digits: Digits, *, gradient: str, learning_rate: float, seed: int, epochs: int
) -> pd.DataFrame:
    """Train once; return the tidy history with columns `gradient` and `learning_rate`.

    gradient: a key of PATHS. The metric "bias" is the largest bias of the three hidden layers, by
    size, after each epoch. Seeds decide initial weights and the order of the batches: runs of one
    seed differ in their gradient alone. Raises KeyError for a gradient without a name.
    """
    model = _restartable(gradient).start(seed)
    model.optimizer.learning_rate = learning_rate
    biases = _bias_record()
    history = training.fit(
        model,
        prepare_images(digits.x_train),
        digits.y_train,
        batch_size=BATCH_SIZE,
        epochs=epochs,
        seed=seed,
        callbacks=[biases],
    )
    history.history["bias"] = biases.largest
    frame = training.history_frame(
        history,
        run=f"{gradient}-lr{learning_rate:g}-s{seed}",
        seed=seed,
        preset="sigmoid100x3",
        batch_norm=True,
        batch_size=BATCH_SIZE,
    )
    return frame.assign(gradient=gradient, learning_rate=float(learning_rate))


@cache
def _restartable(gradient: str) -> training.Restartable:
    """This process's compiled model for a gradient, started anew for each run."""
    return training.Restartable(lambda: build_network(PATHS[gradient]), models.compile_with_sgd)


def _bias_record():
    """A callback whose `largest` lists the largest hidden bias after each epoch."""
    keras = load_keras()

    class BiasRecord(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.largest: list[float] = []

        def on_epoch_end(self, epoch, logs=None):
            hidden = [layer for layer in self.model.layers if hasattr(layer, "bias")][:-1]
            values = [np.abs(keras.ops.convert_to_numpy(layer.bias)).max() for layer in hidden]
            self.largest.append(float(max(values)))

    return BiasRecord()
