"""Probes of unit 03_batchnorm_forward: what an answer does on small fixed inputs.

`batch_norm_forward`, `batch_norm_conv`: all three results on small batches, and on hard numbers
whether the result still has the spread it should. `update_moving_statistics`: both conventions,
one example, other names. `batch_norm_inference`: examples alone and together. `variance_for_std`:
numbers, arrays, and what it refuses. For all of them: what became of the arrays that were given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.feedback.probing import outcome

#: Five examples of three units, and a scale and shift for each unit.
BATCH = np.array([[1.0, -4, 0.1], [2, 7, 0.3], [3, 0.5, 0.2], [4, 2, -0.4], [9, -3, 0.15]])
GAMMA, BETA = np.array([2.0, -1.0, 0.5]), np.array([1.0, 0.25, -3.0])
ONES, ZEROS = np.ones(3), np.zeros(3)


def _unchanged(answer: Callable, *arrays: Any, **options: Any) -> list[bool]:
    """Whether each array among the arguments is what it was before the call."""
    given = [np.array(a) if isinstance(a, np.ndarray) else a for a in arrays]
    answer(*given, **options)
    return [
        np.array_equal(now, before)
        for now, before in zip(given, arrays, strict=True)
        if isinstance(before, np.ndarray)
    ]


def _results(call: Callable[[], Any]) -> Any:
    """Several results as a list of arrays; one result as it is."""

    def run() -> Any:
        result = call()
        several = isinstance(result, (tuple, list))
        return [np.asarray(part, float) for part in result] if several else np.asarray(result)

    return outcome(run)


def batch_norm_forward(answer: Callable) -> dict[str, Any]:
    """Results on small batches; on integers and far from zero, whether the spread is 1."""
    constant = np.column_stack([np.full(4, 7.0), np.arange(4.0), np.full(4, -2.0)])
    rng = np.random.default_rng(3)
    hard = {
        "uint8": rng.integers(0, 256, (200, 3), dtype=np.uint8),
        "int32": rng.integers(0, 60_000, (200, 3), dtype=np.int32),
        "float32 far from zero": rng.normal(30_000, 4, (200, 3)).astype(np.float32),
    }

    def spread(x: np.ndarray) -> Any:
        y = np.asarray(answer(x.copy(), ONES.copy(), ZEROS.copy(), 1e-3)[0])
        return [y.dtype.kind, bool((np.abs(y.std(axis=0) - 1) < 0.02).all())]

    return {
        "plain": _results(lambda: answer(BATCH.copy(), ONES.copy(), ZEROS.copy(), 1e-3)),
        "scaled": _results(lambda: answer(BATCH.copy(), GAMMA.copy(), BETA.copy(), 0.5)),
        "faint": _results(lambda: answer(BATCH / 100, ONES.copy(), ZEROS.copy(), 0.01)),
        "constant": _results(lambda: answer(constant.copy(), GAMMA.copy(), BETA.copy(), 1e-3)),
        "one example": _results(lambda: answer(BATCH[:1].copy(), GAMMA.copy(), BETA.copy(), 1e-3)),
        "hard": {name: outcome(lambda x=x: spread(x)) for name, x in hard.items()},
        "unchanged": outcome(lambda: _unchanged(answer, BATCH, GAMMA, BETA, 1e-3)),
    }


def update_moving_statistics(answer: Callable) -> dict[str, Any]:
    """One update in each convention, of several examples and of one; other conventions."""
    mean, variance = np.array([0.5, -1.0, 2.0]), np.array([1.0, 4.0, 0.25])
    seen: dict[str, Any] = {}
    for convention in ("keras", "pytorch", "caffe", "keras2"):

        def update(x: np.ndarray, momentum: float, convention: str = convention) -> Any:
            return _results(
                lambda: answer(mean.copy(), variance.copy(), x.copy(), momentum, convention)
            )

        seen[convention] = {
            "kept or taken 0.8": update(BATCH, 0.8),
            "kept or taken 0.1": update(BATCH, 0.1),
            "one example": update(BATCH[:1], 0.5),
            "unchanged": outcome(
                lambda name=convention: _unchanged(answer, mean, variance, BATCH, 0.5, name)
            ),
        }
    return seen


def batch_norm_inference(answer: Callable) -> dict[str, Any]:
    """Results of all examples together, of two, and of one alone."""
    mean, variance = np.array([0.5, -1.0, 0.2]), np.array([9.0, 30.0, 0.04])

    def infer(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, epsilon: float) -> Any:
        given = [array.copy() for array in (x, gamma, beta, mean, variance)]
        return _results(lambda: answer(*given, epsilon))

    return {
        "together": infer(BATCH, GAMMA, BETA, 1e-3),
        "two": infer(BATCH[1:3], ONES, ZEROS, 1e-3),
        "alone": infer(BATCH[1:2], GAMMA, BETA, 1e-3),
        "large epsilon": infer(BATCH, ONES, ZEROS, 0.5),
        "unchanged": outcome(lambda: _unchanged(answer, BATCH, GAMMA, BETA, mean, variance, 0.1)),
    }


def batch_norm_conv(answer: Callable) -> dict[str, Any]:
    """Results for images of two orders; all axes of one length, and of different ones."""
    rng = np.random.default_rng(4)
    cube, images = rng.normal(1, 2, (2, 2, 2, 2)), rng.normal(-1, 3, (2, 3, 4, 2))
    gamma, beta = GAMMA[:2], BETA[:2]

    def normalise(x: np.ndarray, **order: bool) -> Any:
        return _results(lambda: answer(x.copy(), gamma.copy(), beta.copy(), 0.5, **order))

    return {
        "cube": normalise(cube),
        "cube, channels first": normalise(cube, channels_first=True),
        "images": normalise(images),
        "images, channels first": normalise(np.moveaxis(images, -1, 1), channels_first=True),
        "unchanged": outcome(lambda: _unchanged(answer, images, gamma, beta, 0.5)),
        "unchanged, channels first": outcome(
            lambda: _unchanged(
                answer, np.moveaxis(images, -1, 1), gamma, beta, 0.5, channels_first=True
            )
        ),
    }


def variance_for_std(answer: Callable) -> dict[str, Any]:
    """Results for numbers and arrays inside [0, 1), and at and beyond its ends."""
    given = {"half": 0.5, "nearly one": 0.95, "zero": np.zeros(1)}
    given |= {"one": 1.0, "above": 1.5, "negative": -0.25}
    given |= {"array": np.array([0.1, 0.9]), "array with one": np.array([0.5, 1.0])}
    seen = {name: _results(lambda std=std: answer(std, 0.2)) for name, std in given.items()}
    seen["unchanged"] = outcome(lambda: _unchanged(answer, np.array([0.25, 0.75]), 0.2))
    return seen


PROBES: dict[str, Callable[[Callable], dict[str, Any]]] = {
    "batch_norm_forward": batch_norm_forward,
    "update_moving_statistics": update_moving_statistics,
    "batch_norm_inference": batch_norm_inference,
    "batch_norm_conv": batch_norm_conv,
    "variance_for_std": variance_for_std,
}
