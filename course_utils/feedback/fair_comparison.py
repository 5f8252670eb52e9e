"""Probes of unit 02_fair_comparison: what an answer does on small fixed inputs.

Builders: layers in order, names, biases, optimiser, losses of fixed outputs, initial weights (only
what can be said of random ones: which repeat, and how wide they are).
`paired_ci`: its three numbers for pairs in order and out of order, and what it refuses.
`verdict`: its answer for pairs that are clear, close, noisy, near a margin, and not pairs at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_utils import baseline_checks, checks, model_checks
from course_utils.backend import load_keras
from course_utils.feedback.probing import outcome

#: Outputs, as logits and as probabilities, and labels, that the compiled loss is given.
LOGITS = np.linspace(-2, 2, 40, dtype="float32").reshape(4, 10) ** 3
PROBABILITIES = np.arange(1, 41, dtype="float32").reshape(4, 10) ** 2
PROBABILITIES /= PROBABILITIES.sum(axis=1, keepdims=True)
LABELS = np.array([3, 9, 0, 5])
ONE_HOT = np.eye(10, dtype="float32")[LABELS]
NAN, INFINITY = float("nan"), float("inf")


def _network(build: Callable[[], Any], example_shape: tuple[int, ...]) -> dict[str, Any]:
    """What can be read off the model that `build` returns, without training it."""
    model = build()
    opened = model_checks.opened(model, example_shape)
    steps = model_checks.operations(opened, example_shape)
    dense = model_checks.of_kind(steps, "Dense")
    asked = ("hidden", "hidden_1", "hidden_2", "output")
    losses = {
        f"{kind} outputs, {form} labels": outcome(
            lambda outputs=outputs, labels=labels: _loss(model, example_shape, labels, outputs)
        )
        for kind, outputs in (("logit", LOGITS), ("probability", PROBABILITIES))
        for form, labels in (("integer", LABELS), ("one-hot", ONE_HOT))
    }
    # Keras decides at the first batch which accuracy "accuracy" is: a fresh model for each.
    integers, one_hot = build(), build()
    return {
        "layers": model_checks.described(steps),
        "input": list(opened.input_shape[1:]),
        "names": [layer.name if layer.name in asked else "another" for layer in dense],
        "optimiser": outcome(lambda: _optimizer(model)),
        "accuracy, integers": _holds(model_checks.check_accuracy, integers, example_shape),
        "accuracy, one-hot": _holds(
            model_checks.check_accuracy, one_hot, example_shape, one_hot=True
        ),
        "metrics, one-hot": outcome(lambda: _metrics(one_hot, example_shape)),
        **losses,
    }


def _optimizer(model) -> str:
    if not model.compiled:
        return "not compiled"
    settings = model.optimizer.get_config()
    momentum, nesterov = settings.get("momentum", 0.0), settings.get("nesterov", False)
    rate = settings["learning_rate"]
    extras = [f" {name}" for name in baseline_checks.UNASKED if settings.get(name)]
    told = f"{type(model.optimizer).__name__} {rate:g} {momentum:g}{' Nesterov' * nesterov}"
    return told + "".join(extras)


def _metrics(model, example_shape: tuple[int, ...]) -> list[float]:
    """The compiled metrics of fixed probabilities and their one-hot labels, from low to high."""
    model.reset_metrics()
    examples = np.zeros((4, *example_shape), "float32")
    results = model.compute_metrics(x=examples, y=ONE_HOT, y_pred=PROBABILITIES)
    return sorted(round(float(value), 3) for name, value in results.items() if name != "loss")


def _loss(model, example_shape: tuple[int, ...], labels: np.ndarray, outputs: np.ndarray) -> Any:
    if not model.compiled:
        return "not compiled"
    examples = np.zeros((4, *example_shape), "float32")
    return round(model_checks.fixed_loss(model, examples, labels, outputs), 3)


def _holds(check: Callable, model, example_shape: tuple[int, ...], **form: bool) -> bool:
    try:
        check(model, example_shape, np.random.default_rng(5), "", **form)
    except checks.CheckFailure:
        return False
    return True


def probe_build_dense128(answer) -> dict[str, Any]:
    """The network, and whether seeds decide the initial weights of each Dense layer."""
    set_seed, shape = load_keras().utils.set_random_seed, (28, 28)
    # The state of all generators is fixed, so that only the answer's own seeding tells.
    set_seed(1)
    seen = _network(lambda: answer(3), shape)
    set_seed(2)
    seen["one object"] = answer(3) is answer(3)
    seen["seeds NumPy"] = _seeds(answer, np.random.random_sample)
    seen["seeds Python"] = _seeds(answer, random.random)
    set_seed(2)
    kernels = {name: baseline_checks.dense_kernels(answer(3), shape) for name in "abc"}
    set_seed(4)
    kernels["d"] = baseline_checks.dense_kernels(answer(3), shape)
    set_seed(2)
    kernels["e"] = baseline_checks.dense_kernels(answer(3), shape)
    kernels["other"] = baseline_checks.dense_kernels(answer(8), shape)
    # A seed that is set too late decides the next network: c is like b, but b not like a.
    seen["kernels vary"] = [bool(kernel.std() > 0) for kernel in kernels["a"]]
    for one, other in (("a", "b"), ("b", "c"), ("a", "d"), ("a", "e"), ("a", "other")):
        pairs = zip(kernels[one], kernels[other], strict=True)
        seen[f"kernels {one} and {other} alike"] = [np.array_equal(*pair) for pair in pairs]
    return seen


def _seeds(answer: Callable[[int], Any], draw: Callable[[], float]) -> bool:
    """Whether the answer leaves the generator behind `draw` in the same state each time."""
    answer(3)
    after = draw()
    answer(3)
    return draw() == after


def probe_build_dense64x2(answer) -> dict[str, Any]:
    """The network."""
    return _network(answer, (784,))


def probe_build_dense512x256(answer) -> dict[str, Any]:
    """The network with its defaults and with other arguments, and how wide its kernels start."""
    kernels = baseline_checks.dense_kernels(answer(), (784,))
    return {
        "width of the kernels": [_width(kernel) for kernel in kernels[:2]],
        "optimiser, other arguments": outcome(lambda: _optimizer(answer(0.25, 0.125))),
        **_network(answer, (784,)),
    }


def _width(kernel: np.ndarray) -> str:
    """Which formula a kernel's variance fits (n inputs, m units): random weights have no digits."""
    n, m = kernel.shape
    named = {"2/n": 2 / n, "1/n": 1 / n, "2/(n + m)": 2 / (n + m), "2/m": 2 / m, "4/n²": 4 / n**2}
    # A normal distribution that is cut off at two standard deviations keeps this share.
    named["2/n, cut off"] = 0.7737 * 2 / n
    close = [name for name, value in named.items() if abs(kernel.std() / value**0.5 - 1) < 0.01]
    return close[0] if close else "none of these"


A = {7: 0.95, 2: 0.91, 11: 0.96, 5: 0.94}
B = {7: 0.93, 2: 0.92, 11: 0.90, 5: 0.93}


def probe_paired_ci(answer) -> dict[str, Any]:
    """Mean, low and high of four pairs; other orders and levels; what is refused."""

    def numbers(a: dict, b: dict, *level: float) -> Any:
        return outcome(lambda: [round(float(x), 6) for x in answer(dict(a), dict(b), *level)])

    reordered = {seed: B[seed] for seed in sorted(B)}
    return {
        "four pairs": numbers(A, B),
        "b in another order": numbers(A, reordered),
        "at 80 %": numbers(A, B, 0.8),
        "two pairs": numbers({1: 0.9, 2: 0.95}, {1: 0.89, 2: 0.92}),
        "a seed more in a": numbers({**A, 3: 0.5}, B),
        "a seed more in b": numbers(A, {**B, 3: 0.5}),
        "one pair": numbers({1: 0.9}, {1: 0.8}),
        "NaN": numbers(A, {**B, 2: NAN}),
        "infinite": numbers({**A, 2: INFINITY}, B),
    }


def probe_verdict(answer) -> dict[str, Any]:
    """The words for pairs of each kind; b's results are the first list plus a constant, or not."""

    def said(a: Sequence[float], b: Sequence[float], *margin: float) -> Any:
        return outcome(lambda: answer(list(a), list(b), *margin))

    def apart(*differences: float, spread: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        base = 0.9 + spread * np.sin(np.arange(len(differences)) ** 2)
        return base + np.array(differences), base

    close = apart(0.01, 0.04, 0.02)
    closer = apart(0.0131, 0.0264, 0.0274)
    steady = apart(0.02, 0.03, 0.02, 0.03)
    many = apart(*np.tile([0.00, 0.02, 0.04], 5))
    seeds = apart(0.004, 0.005, 0.006, 0.005, spread=0.08)
    ladder = np.linspace(0.9, 0.95, 6)
    return {
        "steady": said(*steady),
        "steady, swapped": said(*steady[::-1]),
        "three pairs, 2.6 standard errors": said(*close),
        "three pairs, 4.8 standard errors": said(*closer),
        "three pairs, 3.7 standard errors": said(*apart(0.012, 0.034, 0.030)),
        "three pairs, 3.4 standard errors": said(*apart(0.011, 0.036, 0.027)),
        "five pairs, 4.5 standard errors": said(*apart(0.03, 0.01, 0.02, 0.03, 0.01)),
        "fifteen pairs": said(*many),
        "fifteen pairs and one loss": said(*apart(*[0.02, 0.03] * 7, -0.005)),
        "seeds that differ": said(*seeds),
        "the same results in another order": said(np.roll(ladder, 3) + 0.001, ladder),
        "higher results in another order": said(np.roll(ladder, 3) + 0.032, ladder),
        "equal": said(ladder, ladder),
        "a margin inside the interval": said(*steady, 0.02),
        "a margin inside the interval, swapped": said(*steady[::-1], 0.02),
        "a margin beyond the mean": said(*steady, 0.03),
        "a margin of 10": said(*steady, 10.0),
        "higher in the mean, lower at best": said([0.93, 0.94, 0.935], [0.9, 0.95, 0.89]),
        "NaN": said([0.9, 0.91, NAN], [0.8, 0.81, 0.8]),
        "infinite": said([0.9, 0.91, INFINITY], [0.8, 0.811, 0.8]),
        "other lengths": said([0.9, 0.91, 0.9], [0.8, 0.811]),
        "one pair": said([0.9], [0.8]),
    }


PROBES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "build_dense128": probe_build_dense128,
    "build_dense64x2": probe_build_dense64x2,
    "build_dense512x256": probe_build_dense512x256,
    "paired_ci": probe_paired_ci,
    "verdict": probe_verdict,
}
