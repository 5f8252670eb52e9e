"""Probes of unit 05_keras_models: what an answer does on small fixed inputs.

Builders: layers in order with their settings, parameters, optimiser, the loss of fixed outputs.
`fold_bn`: predictions of folded stacks with fixed weights, and what became of the given model.
`training_flags`: what it says of one layer, and the state it leaves that layer in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import checks, model_checks
from course_utils.backend import load_keras
from course_utils.feedback.probing import outcome

#: Outputs and labels that the compiled loss is given.
OUTPUTS = np.linspace(-2, 2, 40, dtype="float32").reshape(4, 10) ** 3
LABELS = np.array([3, 9, 0, 5])
ONE_HOT = np.eye(10, dtype="float32")[LABELS]


def _probe_builder(example_shape: tuple[int, ...]) -> Callable[[Any], dict[str, Any]]:
    """The probe of a function that builds a network for examples of that shape."""

    def probe(answer) -> dict[str, Any]:
        model = answer()
        opened = model_checks.opened(model, example_shape)
        steps = model_checks.operations(opened, example_shape)
        trainable = sum(int(np.prod(weight.shape)) for weight in opened.trainable_weights)
        named = [layer.name for layer in model_checks.of_kind(steps, "BN")]
        return {
            "layers": model_checks.described(steps),
            "input": list(opened.input_shape[1:]),
            "trainable": trainable,
            "asked names": [name for name in named if name in ("bn_1", "bn_2")],
            "optimiser": outcome(lambda: _optimizer(model)),
            "loss": outcome(lambda: _loss(model, example_shape, LABELS)),
            "loss, one-hot labels": outcome(lambda: _loss(model, example_shape, ONE_HOT)),
            "accuracy": outcome(lambda: _has_accuracy(model, example_shape)),
        }

    return probe


def _optimizer(model) -> str:
    if not model.compiled:
        return "not compiled"
    settings = model.optimizer.get_config()
    momentum = settings.get("momentum", 0.0)
    return f"{type(model.optimizer).__name__} {settings['learning_rate']:g} {momentum:g}"


def _loss(model, example_shape: tuple[int, ...], labels: np.ndarray) -> Any:
    if not model.compiled:
        return "not compiled"
    examples = np.zeros((4, *example_shape), "float32")
    return round(model_checks.fixed_loss(model, examples, labels, OUTPUTS), 3)


def _has_accuracy(model, example_shape: tuple[int, ...]) -> bool:
    try:
        model_checks.check_accuracy(model, example_shape, np.random.default_rng(5), "")
    except checks.CheckFailure:
        return False
    return True


def probe_fold_bn(answer) -> dict[str, Any]:
    """Predictions of folded stacks, the layers of the result, the given model afterwards."""
    seen: dict[str, Any] = {}
    for name, model in _stacks().items():
        x = np.linspace(-1, 1, 8, dtype="float32").reshape(2, 4)
        before = [weight.copy() for weight in model.get_weights()]

        def fold(model=model, x=x) -> dict[str, Any]:
            folded = answer(model)
            return {
                "layers": model_checks.layers(model_checks.operations(folded, (4,))),
                "predictions": np.round(np.asarray(folded(x), "float64"), 3),
            }

        seen[name] = outcome(fold)
        seen[f"{name}: layers of the given model"] = len(model.layers)
        after = model.get_weights()
        unchanged = len(after) == len(before) and all(map(np.array_equal, after, before))
        seen[f"{name}: given model unchanged"] = unchanged
    return seen


def _stacks() -> dict[str, Any]:
    """Small networks with weights that are the same on every machine."""
    keras = load_keras()
    layers = keras.layers
    stacks = {
        "before": [
            layers.Dense(3),
            layers.BatchNormalization(epsilon=0.05),
            layers.ReLU(),
            layers.Dense(2, use_bias=False),
        ],
        "after": [layers.Dense(3), layers.ReLU(), layers.BatchNormalization(), layers.Dense(2)],
        "argument": [
            layers.Dense(3, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(2),
        ],
        "input": [layers.BatchNormalization(center=False, scale=False), layers.Dense(2)],
        "both": [
            layers.BatchNormalization(),
            layers.Dense(3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dense(2),
        ],
    }
    rng = np.random.default_rng(5)
    return {
        name: model_checks.randomise(keras.Sequential([keras.Input((4,)), *stack]), rng)
        for name, stack in stacks.items()
    }


def probe_training_flags(answer) -> dict[str, Any]:
    """What is said of a layer with momentum 0.75, and what state the layer is left in."""
    layer = load_keras().layers.BatchNormalization(momentum=0.75)
    layer.build((None, 2))
    for value, weight in enumerate(layer.weights, start=1):
        weight.assign([value, value + 0.5])
    batch = np.arange(8, dtype="float32").reshape(4, 2) ** 1.5
    returned = outcome(lambda: answer(layer, batch))
    seen: dict[str, Any] = {"returned": returned}
    # As text, which is how an observation keeps them, pairs look like texts of pairs.
    keys = returned if isinstance(returned, dict) else ()
    seen["keys"] = sorted({type(key).__name__ for key in keys})
    seen["weights"] = {weight.name: weight.numpy() for weight in layer.weights}
    layer.trainable = False
    outcome(lambda: answer(layer, batch))
    seen["trainable, given frozen"] = layer.trainable
    layer.trainable = True
    outcome(lambda: answer(layer, batch))
    seen["trainable, given trainable"] = layer.trainable
    return seen


PROBES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "build_dense128": _probe_builder((28, 28)),
    "build_dense64x2": _probe_builder((784,)),
    "build_torch512x256": _probe_builder((784,)),
    "build_dense256x128": _probe_builder((784,)),
    "fold_bn": probe_fold_bn,
    "training_flags": probe_training_flags,
}
