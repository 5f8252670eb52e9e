"""Small networks for the exercise on fine-tuning, and what is looked at in them.

``network`` builds one with BN and settled statistics; ``train_a_little`` trains one a few steps;
``batch_norms`` and ``dense_layers`` find layers also in models inside the model; ``states`` copies
their weights.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from course_utils import model_checks
from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras

#: Inputs of every network here, and its outputs.
FEATURES, CLASSES = 4, 3


def network(
    rng: np.random.Generator, *, named: bool = False, nested: bool = False
) -> keras.Sequential:
    """Return an uncompiled network with three Dense and two BN layers and random weights.

    named: BN layers with names of their own. nested: the first half is a model inside the model.
    """
    keras = load_keras()
    layers = keras.layers
    first = [
        layers.Dense(8),
        layers.BatchNormalization(momentum=0.5, name="centre_1" if named else None),
        layers.ReLU(),
    ]
    second = [
        layers.Dense(6),
        layers.BatchNormalization(momentum=0.5, name="centre_2" if named else None),
        layers.ReLU(),
        layers.Dense(CLASSES),
    ]
    if nested:
        first = [keras.Sequential([keras.Input((FEATURES,)), *first])]
    model = keras.Sequential([keras.Input((FEATURES,)), *first, *second])
    return model_checks.randomise(model, rng)


def train_a_little(model: keras.Model, rng: np.random.Generator, steps: int = 2) -> None:
    """Compile the model and change it in place as training does (`model_checks.train_step`).

    One without weights to train is left as it is.
    """
    if not model.trainable_weights:
        return
    keras = load_keras()
    model.compile(
        keras.optimizers.SGD(0.1), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    for _ in range(steps):
        x = rng.normal(1.0, 2.0, size=(16, FEATURES)).astype("float32")
        model_checks.train_step(model, x, rng.integers(CLASSES, size=16), rng)


def batch_norms(model: keras.Model) -> list[keras.layers.Layer]:
    """Return all BN layers in order, also those of models inside."""
    kind = load_keras().layers.BatchNormalization
    return [layer for layer in _flat(model.layers) if isinstance(layer, kind)]


def dense_layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return all Dense layers in order, also those of models inside."""
    kind = load_keras().layers.Dense
    return [layer for layer in _flat(model.layers) if isinstance(layer, kind)]


def states(layers: Iterable[keras.layers.Layer]) -> dict[str, np.ndarray]:
    """Return copies of all weights of the layers, by number and name."""
    return {
        f"{weight.name} of BN layer {number}": weight.numpy().copy()
        for number, layer in enumerate(layers, start=1)
        for weight in layer.weights
    }


def _flat(layers: Iterable[keras.layers.Layer]) -> Iterable[keras.layers.Layer]:
    for layer in layers:
        yield from _flat(layer.layers) if hasattr(layer, "layers") else (layer,)
