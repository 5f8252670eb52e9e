"""What the tests and probes of unit 02 ask of a baseline network, and of a pair of results.

1. ``opened`` lets a model class of the student's own be walked like a functional model.
2. ``check_layers`` compares layers and the names of the Dense layers.
3. ``check_one_hot_loss`` and ``check_one_hot_accuracy`` do for one-hot labels what
   ``model_checks`` does for integers.
4. ``check_sgd`` and ``check_adam`` look at the optimiser and at settings nobody asked for.
5. ``paired_runs`` makes results of paired runs whose t statistic is known exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from inspect import signature
from typing import TYPE_CHECKING

import numpy as np

from course_utils import checks, model_checks
from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras

#: Settings of Keras's optimisers that make another method of them, and that are off by default.
UNASKED = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema")


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


def check_layers(
    model: keras.Model, example_shape: Sequence[int], expected: str, names: Sequence[str], what: str
) -> keras.Model:
    """Check layers, input shape, and the Dense layers' names and biases; return the opened model.

    All Dense layers have to be trainable.
    """
    model = opened(model, example_shape)
    steps = model_checks.check_layers(model, example_shape, expected, what)
    got = [layer.name for layer in model_checks.of_kind(steps, "Dense")]
    checks.equal(got, list(names), f"{what}: the names of the Dense layers")
    biases = [bool(layer.use_bias) for layer in model_checks.of_kind(steps, "Dense")]
    checks.equal(biases, [True] * len(names), f"{what}: which Dense layers have a bias")
    trained = [bool(layer.trainable) for layer in model_checks.of_kind(steps, "Dense")]
    checks.equal(trained, [True] * len(names), f"{what}: which Dense layers can be trained")
    return model


def dense_kernels(model: keras.Model, example_shape: Sequence[int]) -> list[np.ndarray]:
    """The kernels (inputs, units) of the model's Dense layers, from input to output."""
    steps = model_checks.operations(opened(model, example_shape), example_shape)
    return [np.asarray(layer.kernel) for layer in model_checks.of_kind(steps, "Dense")]


def check_one_hot_loss(
    model: keras.Model, example_shape: Sequence[int], rng: np.random.Generator, what: str
) -> None:
    """Check that the compiled loss is the cross-entropy of one-hot labels and probabilities.

    The probabilities are drawn and handed to the loss, so weights play no part.
    """
    check_compiled(model, what)
    probabilities = rng.dirichlet(np.full(10, 0.5), 8).clip(1e-3)
    probabilities = (probabilities / probabilities.sum(axis=1, keepdims=True)).astype("float32")
    labels = rng.integers(0, 10, 8)
    expected = -np.log(probabilities[np.arange(8), labels]).mean()
    examples = np.zeros((8, *example_shape), "float32")
    one_hot = np.eye(10, dtype="float32")[labels]
    try:
        got = model_checks.fixed_loss(model, examples, one_hot, probabilities)
    except Exception as error:
        checks.fail(
            f"{what}: the compiled loss can't take one-hot labels and rows of probabilities.",
            "a number",
            _told(error),
        )
    told = f"{what}: the loss of 8 rows of probabilities and their one-hot labels (cross-entropy)"
    checks.close(got, expected, told, rtol=1e-3)


def check_one_hot_accuracy(
    model: keras.Model, example_shape: Sequence[int], rng: np.random.Generator, what: str
) -> None:
    """Check that one of the compiled metrics is the accuracy for one-hot labels."""
    outputs = rng.dirichlet(np.full(10, 0.5), 40).astype("float32")
    labels = np.where(rng.random(40) < 0.5, outputs.argmax(axis=1), rng.integers(0, 10, 40))
    expected = float((outputs.argmax(axis=1) == labels).mean())
    told = f"{what}: the metrics of 40 outputs and their one-hot labels lack the accuracy."
    try:
        model.reset_metrics()
        examples = np.zeros((40, *example_shape), "float32")
        results = model.compute_metrics(
            x=examples, y=np.eye(10, dtype="float32")[labels], y_pred=outputs
        )
    except Exception as error:
        checks.fail(told, f"{expected:g}", _told(error))
    got = {name: float(value) for name, value in results.items() if name != "loss"}
    found = any(abs(value - expected) < 1e-5 for value in got.values())
    checks.true(found, told, f"accuracy {expected:g}", got or "no metrics")


def check_compiled(model: keras.Model, what: str) -> None:
    """Check that the model was compiled at all."""
    compiled = getattr(model, "compiled", False)
    checks.true(compiled, f"{what} is not compiled.", "model.compile(...)", "none")


def check_adam(model: keras.Model, learning_rate: float, what: str) -> None:
    """Check that the model is compiled with Adam at that learning rate."""
    _check_optimizer(model, "Adam", learning_rate, what)


def check_sgd(model: keras.Model, learning_rate: float, momentum: float, what: str) -> None:
    """Check that the model is compiled with SGD, its learning rate and its plain momentum."""
    _check_optimizer(model, "SGD", learning_rate, what)
    got = float(model.optimizer.momentum)
    checks.close(got, momentum, f"{what}: the momentum of SGD", rtol=1e-5)
    nesterov = bool(model.optimizer.nesterov)
    checks.true(not nesterov, f"{what}: Nesterov's variant of momentum is on.", False, nesterov)


def _check_optimizer(model: keras.Model, kind: str, learning_rate: float, what: str) -> None:
    check_compiled(model, what)
    got = type(model.optimizer).__name__
    checks.true(got == kind, f"{what}: the optimiser is another one.", kind, got)
    rate = float(model.optimizer.learning_rate)
    checks.close(rate, learning_rate, f"{what}: the learning rate", rtol=1e-5)
    extras = {name: value for name in UNASKED if (value := getattr(model.optimizer, name, None))}
    told = f"{what}: {kind} has settings that were not asked for."
    checks.true(not extras, told, "none of them", extras)


def paired_runs(
    rng: np.random.Generator,
    count: int,
    *,
    mean: float,
    statistic: float,
    seed_spread: float = 1e-5,
) -> tuple[list[float], list[float]]:
    """Return accuracies a and b of `count` paired runs with a known mean difference.

    The differences a − b have that mean and, up to rounding, that t statistic: the size of the mean
    over its standard error. seed_spread: standard deviation of what a seed does to both alike.
    """
    noise = rng.normal(size=count)
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    difference = mean + abs(mean) / statistic * np.sqrt(count) * noise
    b = 0.9 + seed_spread * rng.normal(size=count)
    return (b + difference).tolist(), b.tolist()


def _told(error: Exception) -> str:
    """Name and message of an exception, without what TensorFlow says to its own developers."""
    message = re.sub(r"\{\{.*?\}\}|\[Op:.*", "", str(error))
    return f"{type(error).__name__}: {message.strip()}"
