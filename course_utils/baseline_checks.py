"""What the tests and probes of unit 02 ask of a baseline network, and of a pair of results.

1. ``check_layers`` compares layers and the names of the Dense layers.
2. ``check_sgd`` and ``check_adam`` look at the optimiser and at settings nobody asked for.
3. ``paired_runs`` makes results of paired runs whose t statistic is known exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from course_utils import checks, model_checks
from course_utils.backend import load_keras
from course_utils.model_checks import check_compiled, opened

if TYPE_CHECKING:
    import keras

#: Settings of Keras's optimisers that make another method of them, and that are off by default.
UNASKED = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema")


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
    steps = model_checks.operations(model, example_shape)
    to_numpy = load_keras().ops.convert_to_numpy
    return [to_numpy(layer.kernel) for layer in model_checks.of_kind(steps, "Dense")]


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
