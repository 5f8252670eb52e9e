"""Probes of unit 08: what an answer does on small fixed inputs, as far as it tells answers apart.

One probe an exercise that asks for a function; `PROBES` names them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import fine_tuning_checks
from course_utils.backend import load_keras
from course_utils.feedback.probing import outcome

#: Feature maps (N, C, H, W) without any symmetry.
MAPS = (np.arange(2 * 6 * 2 * 3, dtype=float) ** 1.5 % 17).reshape(2, 6, 2, 3)
SHUFFLED = [7, 1, 7, 7, 1, 12, 7, 1, 12]


def scale_effect(answer: Callable) -> dict[str, Any]:
    """Numbers and verdicts for losses that have some of the three properties; w afterwards."""
    vector, matrix = np.array([3.0, 4.0]), np.arange(1.0, 7.0).reshape(2, 3)
    shift = np.array([[2.0, -5.0, 1.0], [0.5, 9.0, -3.0]])

    def at(w, loss, gradient, factor=3.0):
        return outcome(lambda: _numbers(answer(loss, gradient, w.copy(), factor)))

    def radius(w):
        return np.sqrt((w**2).sum())

    period = 2 * np.pi / np.log(3.0)
    kept = vector.copy()
    outcome(lambda: answer(lambda w: (w**2).sum(), lambda w: 2 * w, kept, 10.0))
    seen = {
        "square": at(vector, lambda w: (w**2).sum(), lambda w: 2 * w),
        "matrix": at(matrix, lambda w: ((w - shift) ** 2).sum(), lambda w: 2 * (w - shift)),
        "descent": at(vector, lambda w: 50 - w.sum(), lambda w: -np.ones(2)),
        "along w": at(
            vector / 5,
            lambda w: 2 + np.sin(period * np.log(radius(w)) + 0.4),
            lambda w: np.cos(period * np.log(radius(w)) + 0.4) * period * w / radius(w) ** 2,
        ),
        "grows": at(np.array([0.7, 0.0]), lambda w: 1 + w[0] * w[1], lambda w: w[::-1].copy()),
        "by chance": at(
            vector / 5, lambda w: ((w**2).sum() - 5) ** 2, lambda w: 4 * w * ((w**2).sum() - 5)
        ),
        "w unchanged": bool((kept == vector).all()),
    }
    loss, gradient = _direction(0.0)
    nearly = at(vector, lambda w: loss(w) * (1 + 5e-6 * (radius(w) > 10)), gradient, 10.0)
    seen["loss ratio 1.000005"] = nearly["invariant"] if isinstance(nearly, dict) else nearly
    for factor in (10.0, 3.0):
        for epsilon in (0.0, 1e-4):
            loss, gradient = _direction(epsilon)
            found = at(vector, loss, gradient, factor)
            # Next to the verdict the numbers are 1, 1/factor and rounding.
            verdict = found["invariant"] if isinstance(found, dict) else found
            seen[f"direction, factor {factor:g}, epsilon {epsilon:g}"] = verdict
    return seen


def _direction(epsilon: float) -> tuple[Callable, Callable]:
    """Loss and gradient of 1 + w₁²/(‖w‖² + ε·25), which is scale invariant for ε = 0."""
    epsilon = 25 * epsilon

    def loss(w):
        return 1 + w[0] ** 2 / ((w**2).sum() + epsilon)

    def gradient(w):
        whole = (w**2).sum() + epsilon
        return np.array([2 * w[0] * (whole - w[0] ** 2), -2 * w[1] * w[0] ** 2]) / whole**2

    return loss, gradient


def _numbers(found: Any) -> dict[str, Any]:
    """The four entries of a report as plain numbers, and a truth value."""
    numbers = {key: round(float(found[key]), 6) for key in ("loss_ratio", "gradient_ratio")}
    return numbers | {
        "cosine": round(float(found["cosine"]), 6),
        "invariant": bool(found["invariant"]),
    }


def gradient_growth(answer: Callable) -> dict[str, Any]:
    """Factors of exact and scattered sequences, in one run and in several; what is refused."""
    runs = [[8.0, 2.0, 4.0, 1.0], [9e6, 9e5, 2e6, 1e6], [0.3, 0.2, 0.3, 0.1]]
    cases = {
        "exact": [27.0, 9.0, 3.0, 1.0],
        "falling": [1.0, 2.0, 4.0],
        "scattered": runs[0],
        "runs": runs,
        "zero": [4.0, 0.0, 1.0],
        "negative": [4.0, -2.0, 1.0],
        "nan": [4.0, float("nan"), 1.0],
        "infinite": [float("inf"), 2.0, 1.0],
        "single": [2.0],
        "single, two runs": [[4.0], [1.0]],
    }

    def factor(norms: list) -> float:
        with np.errstate(all="ignore"):
            return float(answer(np.array(norms)))

    return {name: outcome(lambda norms=norms: factor(norms)) for name, norms in cases.items()}


def normalize(answer: Callable) -> dict[str, Any]:
    """Each kind on the same maps, other ε, groups, an unknown kind; the maps afterwards."""
    kept = MAPS.copy()
    outcome(lambda: answer(kept, "layer"))
    row = np.array([1.0, 3.0, 1.0, 3.0]).reshape(1, 1, 1, 4)

    def rounded(x, *settings):
        return outcome(lambda: np.round(np.asarray(answer(x.copy(), *settings), float), 4))

    return {
        **{kind: rounded(MAPS, kind) for kind in ("batch", "layer", "instance")},
        "2 groups": rounded(MAPS, "group", 2),
        "3 groups": rounded(MAPS, "group", 3),
        "4 groups": rounded(MAPS, "group", 4),
        "epsilon 3": rounded(row, "layer", 1, 3.0),
        "batch, epsilon 3": rounded(row.reshape(4, 1, 1, 1), "batch", 1, 3.0),
        "unknown": rounded(MAPS, "weight"),
        "unchanged": bool((kept == MAPS).all()),
    }


def single_class_batches(answer: Callable) -> dict[str, Any]:
    """Sizes, classes and indices of the batches, whatever their order."""

    def summary(labels: list[int], size: int) -> dict[str, Any]:
        batches = [[int(index) for index in batch] for batch in answer(np.array(labels), size)]
        inside = [index for batch in batches for index in batch if index < len(labels)]
        mixed = [
            len({labels[index] for index in batch if index < len(labels)}) > 1 for batch in batches
        ]
        return {
            "sizes": sorted(map(len, batches)),
            "used": sorted(inside),
            "out of range": sum(map(len, batches)) - len(inside),
            "mixed": sum(mixed),
        }

    return {
        "shuffled": outcome(lambda: summary(SHUFFLED, 2)),
        "large batches": outcome(lambda: summary(SHUFFLED, 100)),
        "even": outcome(lambda: summary([2, 9] * 4, 2)),
        "negative": outcome(lambda: summary([-1, 3, -1, 0], 2)),
    }


def freeze_batch_norm(answer: Callable) -> dict[str, Any]:
    """What changes in training, in the new model and in the given one, for three networks."""
    kinds = {"plain": {}, "named": {"named": True}, "nested": {"nested": True}}
    return {
        name: outcome(lambda kind=kind: _frozen(answer, **kind)) for name, kind in kinds.items()
    }


def _frozen(answer: Callable, **kind: bool) -> dict[str, Any]:
    rng = np.random.default_rng(8)
    to_numpy = load_keras().ops.convert_to_numpy
    model = fine_tuning_checks.network(rng, **kind)
    fine_tuning_checks.dense_layers(model)[1].trainable = False
    x = rng.normal(1.0, 2.0, size=(8, 4)).astype("float32")
    given, outputs = model.get_weights(), to_numpy(model(x, training=False))
    new = answer(model)
    flags = [layer.trainable for layer in fine_tuning_checks.batch_norms(model)]
    same_outputs = np.allclose(to_numpy(new(x, training=False)), outputs, atol=1e-3)
    modes = [to_numpy(new(x, training=mode)) for mode in (True, False)]
    frozen = fine_tuning_checks.batch_norms(new)
    dense = fine_tuning_checks.dense_layers(new)
    # A call in training mode has moved the statistics of what isn't frozen.
    before = fine_tuning_checks.states(frozen), [layer.get_weights() for layer in dense]
    fine_tuning_checks.train_a_little(new, rng)
    after = fine_tuning_checks.states(frozen)
    changed = sorted(
        key for key, value in before[0].items() if not np.array_equal(value, after[key])
    )
    return {
        "the given model": new is model,
        "same predictions": bool(same_outputs),
        "one mode": bool(np.allclose(*modes, atol=1e-3)),
        "BN changed": changed,
        "BN layers": len(frozen),
        "Dense trained": [
            not all(map(np.array_equal, layer.get_weights(), old))
            for layer, old in zip(dense, before[1], strict=True)
        ],
        "given flags": flags,
        "given weights": all(map(np.array_equal, given, model.get_weights())),
    }


PROBES: dict[str, Callable[[Callable], dict[str, Any]]] = {
    "scale_effect": scale_effect,
    "gradient_growth": gradient_growth,
    "normalize": normalize,
    "single_class_batches": single_class_batches,
    "freeze_batch_norm": freeze_batch_norm,
}
