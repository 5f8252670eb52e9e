"""Looks into a Keras model, however it was written: what its tests and probes call.

1. ``operations`` walks a model from input to output and lists what it does in one vocabulary: a
   ReLU is a ReLU, whether it came as a layer, an argument or an op. ``opened`` lets it walk a
   model class of the student's own like a functional model.
2. ``layers`` and ``described`` put the list into words; ``check_layers`` compares them.
3. ``check_loss`` and ``check_accuracy`` compare what the model was compiled with against
   cross-entropy and the share of right predictions, for integer or one-hot labels.
4. ``randomise`` fills a model with weights and moving statistics that look trained.
5. ``check_folded`` compares a model without its BN layers with the one it was made from.
6. ``train_step`` lets the optimiser change what would be trained, without computing gradients.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils import checks
from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Operation:
    """One step of a model. kind: "Flatten", "Dense 128", "BN", "ReLU", "softmax" or another name.

    layer: the Keras layer it belongs to.
    """

    kind: str
    layer: Any


def opened(model: keras.Model, example_shape: Sequence[int]) -> keras.Model:
    """Return the model itself, or the functional model behind a subclass of keras.Model.

    The subclass's `call` is followed once with a symbolic input of that shape; weights are shared.
    Raises CheckFailure if it can't be followed (operations other than Keras's).
    """
    keras = load_keras()
    is_walkable = isinstance(model, keras.Sequential) or hasattr(model, "operations")
    if not isinstance(model, keras.Model) or is_walkable:
        return model
    inputs = keras.Input(tuple(example_shape))
    # `fit` and `evaluate` pass `training`, so a `call` may insist on it.
    mode = {"training": False} if "training" in signature(model.call).parameters else {}
    try:
        return keras.Model(inputs, model.call(inputs, **mode))
    except Exception as error:
        checks.fail(
            "The model's `call` can't be followed: use Keras's own layers and operations.",
            "a model of Keras layers",
            f"{type(error).__name__}: {error}",
        )
        raise


def operations(model: keras.Model, example_shape: Sequence[int] | None = None) -> list[Operation]:
    """Return what the model does to an input, step by step; inputs and linear steps are left out.

    example_shape: shape of one example, to build a Sequential without an Input layer and to follow
    a subclass of keras.Model. Raises CheckFailure for what is no Keras model, can't be followed, or
    has branches.
    """
    checks.true(
        isinstance(model, load_keras().Model),
        "The function must return a Keras model.",
        "a keras.Sequential, a functional keras.Model or a subclass of it",
        "None (is `return` missing?)" if model is None else type(model).__name__,
    )
    if example_shape is not None:
        model = opened(model, example_shape)
    if not model.built and example_shape is not None:
        model(np.zeros((2, *example_shape), "float32"))
    return list(_walk(model))


def layers(steps: Sequence[Operation]) -> str:
    """The kinds of the steps, as in "Flatten → Dense 128 → BN → ReLU → Dense 10"."""
    return " → ".join(step.kind for step in steps)


def described(steps: Sequence[Operation]) -> str:
    """The steps with what sets them apart: bias, and BN's momentum, ε, γ and β."""
    return " → ".join(f"{step.kind}{_details(step)}" for step in steps)


def of_kind(steps: Sequence[Operation], kind: str) -> list[Any]:
    """The layers of the steps of that kind; "Dense" means any width."""
    return [step.layer for step in steps if step.kind.split()[0] == kind]


def check_layers(
    model: keras.Model, example_shape: Sequence[int], expected: str, what: str
) -> list[Operation]:
    """Check the order of layers, and that a batch goes in and ten numbers an example come out.

    expected: as `layers` writes it. Returns the model's operations.
    """
    model = opened(model, example_shape)
    steps = operations(model, example_shape)
    checks.true(layers(steps) == expected, f"{what}: other layers.", expected, layers(steps))
    got = tuple(model.input_shape[1:])
    checks.true(
        got == tuple(example_shape),
        f"{what}: the shape of one example is wrong.",
        tuple(example_shape),
        got,
    )
    return steps


def check_compiled(model: keras.Model, what: str) -> None:
    """Check that the model was compiled at all."""
    compiled = getattr(model, "compiled", False)
    checks.true(compiled, f"{what} is not compiled.", "model.compile(...)", "none")


def check_loss(
    model: keras.Model,
    example_shape: Sequence[int],
    rng: np.random.Generator,
    what: str,
    *,
    one_hot: bool = False,
) -> None:
    """Check that the compiled loss is the cross-entropy of labels and the model's outputs.

    one_hot: whether labels are one-hot and outputs probabilities; else they are integers and
    logits. The outputs are drawn and handed to the loss, so weights play no part.
    """
    check_compiled(model, what)
    if one_hot:
        outputs = rng.dirichlet(np.full(10, 0.5), 8).clip(1e-3)
        outputs = (outputs / outputs.sum(axis=1, keepdims=True)).astype("float32")
        log_probabilities = np.log(outputs)
    else:
        outputs = rng.normal(0.0, 3.0, (8, 10)).astype("float32")
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    form, given = ("one-hot", "probabilities") if one_hot else ("integer", "logits")
    labels = rng.integers(0, 10, 8)
    expected = -log_probabilities[np.arange(8), labels].mean()
    examples = np.zeros((8, *example_shape), "float32")
    try:
        got = fixed_loss(model, examples, _as_labels(labels, one_hot), outputs)
    except Exception as error:
        checks.fail(
            f"{what}: the compiled loss can't take {form} labels and rows of {given}.",
            "a number",
            _told(error),
        )
    told = f"{what}: the loss of 8 rows of {given} and their {form} labels (cross-entropy)"
    checks.close(got, expected, told, rtol=1e-3)


def check_accuracy(
    model: keras.Model,
    example_shape: Sequence[int],
    rng: np.random.Generator,
    what: str,
    *,
    one_hot: bool = False,
) -> None:
    """Check that one of the compiled metrics is the accuracy for integer or one-hot labels.

    Outputs are drawn, about half of them right, and handed to the metrics.
    """
    if one_hot:
        outputs = rng.dirichlet(np.full(10, 0.5), 40).astype("float32")
    else:
        outputs = rng.normal(0.0, 3.0, (40, 10)).astype("float32")
    form = "one-hot" if one_hot else "integer"
    labels = np.where(rng.random(40) < 0.5, outputs.argmax(axis=1), rng.integers(0, 10, 40))
    expected = float((outputs.argmax(axis=1) == labels).mean())
    told = f"{what}: the metrics of 40 outputs and their {form} labels lack the accuracy."
    examples = np.zeros((40, *example_shape), "float32")
    try:
        model.reset_metrics()
        given = _as_labels(labels, one_hot)
        results = model.compute_metrics(x=examples, y=given, y_pred=outputs)
    except Exception as error:
        checks.fail(told, f"{expected:g}", _told(error))
    got = {name: float(value) for name, value in results.items() if name != "loss"}
    found = any(abs(value - expected) < 1e-5 for value in got.values())
    checks.true(found, told, f"accuracy {expected:g}", got or "no metrics")


def check_folded(
    fold: Callable[[keras.Model], keras.Model],
    model: keras.Model,
    rng: np.random.Generator,
    what: str,
) -> None:
    """Check that `fold(model)` has the model's layers but BN, and predicts the same."""
    shape = tuple(model.input_shape[1:])
    x = rng.normal(size=(20, *shape)).astype("float32")
    predictions = load_keras().ops.convert_to_numpy(model(x, training=False))
    other = layers([step for step in operations(model) if step.kind != "BN"])
    folded = opened(fold(model), shape)
    got = layers(operations(folded, shape))
    checks.equal(got, other, f"{what}: the layers of the folded model")
    told = f"{what}: the folded model's predictions"
    checks.close(folded(x), predictions, told, rtol=1e-4, atol=1e-4)


def fixed_loss(
    model: keras.Model, examples: np.ndarray, labels: np.ndarray, outputs: np.ndarray
) -> float:
    """What the compiled loss makes of given outputs and labels."""
    return float(model.compute_loss(x=examples, y=labels, y_pred=outputs))


def train_step(
    model: keras.Model, x: np.ndarray, labels: np.ndarray, rng: np.random.Generator
) -> float:
    """Pass a batch through a compiled model in training, take one step, and return the loss before.

    For checks of what a training changes: the optimiser moves all weights that would be trained,
    along gradients that are drawn from `rng`, so it works on every backend, and at once. The moving
    statistics of BN take in the batch.
    """
    ops = load_keras().ops
    loss = float(model.compute_loss(x=x, y=labels, y_pred=model(x, training=True)))
    variables = model.trainable_variables
    drawn = [rng.normal(size=tuple(variable.shape)).astype("float32") for variable in variables]
    model.optimizer.apply([ops.convert_to_tensor(gradient) for gradient in drawn], variables)
    return loss


def randomise(model: keras.Model, rng: np.random.Generator) -> keras.Model:
    """Draw every weight and moving statistic of a model anew, in place, and return it.

    Variances and γ stay away from 0, so that outputs stay within float32's reach.
    """
    draw = {
        "kernel": lambda shape: rng.normal(0.0, 1.5 / np.sqrt(shape[0]), shape),
        "bias": lambda shape: rng.normal(0.0, 1.0, shape),
        "gamma": lambda shape: rng.uniform(0.5, 2.0, shape) * rng.choice([-1.0, 1.0], shape),
        "beta": lambda shape: rng.normal(0.0, 1.0, shape),
        "moving_mean": lambda shape: rng.normal(0.0, 1.0, shape),
        "moving_variance": lambda shape: rng.uniform(0.05, 3.0, shape),
    }
    for weight in model.weights:
        weight.assign(draw[weight.name](tuple(weight.shape)).astype("float32"))
    return model


def _walk(model) -> Iterator[Operation]:
    """Operations of a model, nested ones included, in the order in which data meets them."""
    for layer in _chain(model):
        if hasattr(layer, "layers"):
            yield from _walk(layer)
        else:
            yield from _steps(layer)


def _chain(model) -> list[Any]:
    """A model's layers from input to output; a layer used twice stands there twice."""
    if isinstance(model, load_keras().Sequential):
        return model.layers
    checks.true(
        len(model.outputs) == 1 and len(model.inputs) == 1,
        "The model must have one input and one output.",
        "1 and 1",
        f"{len(model.inputs)} and {len(model.outputs)}",
    )
    chain, tensor = [], model.outputs[0]
    while True:
        history = tensor._keras_history
        node = history.operation._inbound_nodes[history.node_index]
        if not node.input_tensors:
            return chain[::-1]
        chain.append(history.operation)
        checks.true(
            len(node.input_tensors) == 1,
            "The model must be one chain of layers.",
            "one input a layer",
            f"{len(node.input_tensors)} inputs of {history.operation.name}",
        )
        tensor = node.input_tensors[0]


def _steps(layer) -> Iterator[Operation]:
    """What one layer does: a Dense layer with an activation is two steps, an Input none."""
    name = type(layer).__name__
    if name in ("InputLayer", "Identity"):
        return
    if name == "Dense":
        yield Operation(f"Dense {layer.units}", layer)
        yield from _activation(layer.activation, layer)
    elif name == "BatchNormalization":
        yield Operation("BN", layer)
    elif name == "Activation":
        yield from _activation(layer.activation, layer)
    elif name == "Reshape":
        yield Operation("Flatten" if len(layer.output.shape) == 2 else name, layer)
    else:
        yield from _activation(layer, layer)


def _activation(function: Any, layer) -> Iterator[Operation]:
    """An activation by its common name, however it was given; nothing for a linear one."""
    name = getattr(function, "__name__", type(function).__name__)
    # ReLU's options make another function of it.
    bent = any(getattr(function, o, None) for o in ("max_value", "negative_slope", "threshold"))
    if name.lower() == "linear":
        return
    if name.lower() == "relu":
        name = "ReLU with options" if bent else "ReLU"
    elif hasattr(load_keras().activations, name.lower()):
        # Layers and ops are called Softmax or Tanh, the functions softmax and tanh.
        name = name.lower()
    yield Operation(name, layer)


def _details(step: Operation) -> str:
    layer = step.layer
    if step.kind.startswith("Dense"):
        return "" if layer.use_bias else " without bias"
    if step.kind == "BN":
        parts = [f"momentum {layer.momentum:g}", f"ε {layer.epsilon:g}"]
        parts += ["γ"] * layer.scale + ["β"] * layer.center + ["frozen"] * (not layer.trainable)
        return f" ({', '.join(parts)})"
    return ""


def _as_labels(labels: np.ndarray, one_hot: bool) -> np.ndarray:
    return np.eye(10, dtype="float32")[labels] if one_hot else labels


def _told(error: Exception) -> str:
    """Name and message of an exception, without what TensorFlow says to its own developers."""
    message = re.sub(r"\{\{.*?\}\}|\[Op:.*", "", str(error))
    return f"{type(error).__name__}: {message.strip()}"
