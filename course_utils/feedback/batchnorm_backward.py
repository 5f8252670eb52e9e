"""Probes of unit 04: what an answer does on small fixed inputs, as far as it tells answers apart.

One probe an exercise; `PROBES` names them. Where an answer chooses its own inputs or steps, the
choice is observed too.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.feedback.probing import outcome
from course_utils.gradient_paths import backward_without, withheld

DY = np.array([[1.0, -0.5, 2.0], [0.5, 1.5, -1.0], [-2.0, 0.25, 0.5], [1.0, 1.0, 1.0]])
X = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 0.75], [1.0, 1.0, -0.5], [4.0, 2.0, 0.0]])
GAMMA = np.array([2.0, -0.5, 1.5])
EPSILON = 0.25


def numerical_gradient(answer: Callable) -> dict[str, Any]:
    """Slopes of a parabola, a cube and a product, by shape and dtype; the steps taken."""
    weights = np.array([[0.5, -1.0, 2.0], [4.0, 0.25, -3.0]])
    point = np.array([0.1, 0.2, 0.3, 1.7, -2.3])
    given = point.copy()

    def linear(x):
        return float((weights * x).sum())

    return {
        "squares": outcome(lambda: answer(lambda x: float((x**2).sum()), np.ones(2), 0.5)),
        "cubes": outcome(lambda: answer(lambda x: float((x**3).sum()), np.arange(3.0), 0.5)),
        "product": outcome(lambda: answer(lambda x: float(np.prod(x)), np.arange(2.0, 5.0), 0.5)),
        "matrix": outcome(lambda: answer(linear, np.ones((2, 3)), 0.5)),
        "transposed": outcome(lambda: answer(linear, np.ones((3, 2)).T, 0.5)),
        "number": outcome(lambda: answer(lambda x: float(np.sum(x)), np.asarray(2.0), 0.5)),
        # At h = 0.5 steps cut to whole numbers would give the right slopes by chance.
        "integers": outcome(lambda: answer(linear, np.ones((2, 3), dtype=int), 0.25)),
        "float32": outcome(lambda: _roughly(answer(linear, 40 * np.ones((2, 3), np.float32)))),
        "steps": outcome(lambda: _steps(answer)),
        "sum": outcome(lambda: answer(lambda x: float(x.sum()), given, 1e-5)),
        "unchanged": bool((given == point).all()),
        "dtypes": [
            outcome(lambda d=d: str(answer(linear, np.ones((2, 3), d), 0.5).dtype))
            for d in (np.float64, np.float32, np.int64)
        ],
    }


def _roughly(gradient: np.ndarray) -> bool:
    """Whether slopes at float32 inputs are those of float64, to a thousandth."""
    return bool(np.allclose(gradient, [[0.5, -1.0, 2.0], [4.0, 0.25, -3.0]], rtol=1e-3))


def _steps(answer: Callable) -> list[int | None]:
    """Powers of ten of the moves f is asked about, for h = 0.5 and h = 0.001; None: no move."""
    found = []
    for h in (0.5, 1e-3):
        moves = []

        def record(x, moves=moves):
            moves.append(float(np.abs(x - 1.0).max()))
            return float(x.sum())

        answer(record, np.ones(2), h)
        found.append(round(float(np.log10(max(moves)))) if max(moves) > 0 else None)
    return found


def relative_error(answer: Callable) -> dict[str, Any]:
    """Errors of pairs that differ in sign, size and place of the difference, and of zeros."""
    a, b = np.array([1.0, -4.0]), np.array([1.0, -5.0])
    spread = np.array([2.0, 3.0, 0.01])
    return {
        "pair": outcome(lambda: answer(a, b)),
        "exchanged": outcome(lambda: answer(b, a)),
        "small element": outcome(lambda: answer(spread, spread + np.array([0.5, 0.0, 0.01]))),
        "tiny": outcome(lambda: [answer(size * a, size * b) for size in (1e-6, 1e-9)]),
        "zeros": outcome(lambda: answer(np.zeros(3), np.zeros(3))),
        "one is zero": outcome(lambda: [answer(0 * a, b), answer(a, 0 * b)]),
        "matrix": outcome(lambda: answer(np.ones((2, 2)), np.array([[1.0, 2.0], [3.0, 5.0]]))),
    }


def batch_norm_backward_staged(answer: Callable) -> dict[str, Any]:
    """Every gradient of a batch, dx of special batches, and the inputs afterwards."""

    def gradients(dy, x, gamma, epsilon=EPSILON):
        with withheld():
            found = answer(dy, x, gamma, epsilon)
        return {name: np.asarray(values) for name, values in found.items()}

    one, constant = X[:1].copy(), X.copy()
    constant[:, 1] = 7.0
    given = DY.copy(), X.copy(), GAMMA.copy()
    seen = {"batch": outcome(lambda: gradients(*given))}
    return seen | {
        "unchanged": [
            bool((after == before).all())
            for after, before in zip(given, (DY, X, GAMMA), strict=True)
        ],
        "no epsilon": outcome(lambda: gradients(DY.copy(), X.copy(), GAMMA.copy(), 0.0)["dx"]),
        "single": outcome(lambda: gradients(DY[:1].copy(), one, GAMMA.copy())["dx"]),
        "constant": outcome(lambda: gradients(DY.copy(), constant, GAMMA.copy())["dx"]),
    }


def batch_norm_backward(answer: Callable) -> dict[str, Any]:
    """All three gradients of a batch, of one with a small x̂, of a single example; the inputs."""
    std = np.sqrt(X.var(axis=0) + EPSILON)
    x_hat = (X - X.mean(axis=0)) / std
    arrays = DY, x_hat, GAMMA, std
    given = [array.copy() for array in arrays]

    def gradients(*values):
        with withheld():
            return [np.asarray(part) for part in answer(*values)]

    def fresh(*values):
        return gradients(*(np.array(value) for value in values))

    seen = {"batch": outcome(lambda: gradients(*given))}
    return seen | {
        "unchanged": [
            bool((after == before).all()) for after, before in zip(given, arrays, strict=True)
        ],
        "large epsilon": outcome(lambda: fresh(DY, 0.1 * x_hat, GAMMA, 10 * std)),
        "single": outcome(lambda: fresh(DY[:1], 0 * x_hat[:1], GAMMA, std)),
        "two equal units": outcome(lambda: fresh(DY[:2, :2], x_hat[:2, :2], GAMMA[:2], std[:2])),
    }


def missing_paths(answer: Callable) -> dict[str, Any]:
    """What is found in eight backward passes, and with which inputs the first is called."""
    calls: list[dict[str, Any]] = []
    complete = backward_without()

    def names(backward, *handed):
        with withheld(*handed):
            return _names(answer(backward))

    def watched(dy, x, gamma, epsilon):
        dy = np.asarray(dy, dtype=float)
        sums = np.abs(dy.sum(axis=0)).max()
        size = np.abs(dy).max()
        calls.append(
            {
                "single": len(dy) == 1,
                "sums to zero": bool(sums < 1e-6 * size),
                "constant": bool(np.ptp(dy, axis=0).max() == 0),
                "large epsilon": bool(epsilon > 1e-4),
            }
        )
        return complete(dy, x, gamma, epsilon)

    def alternating(dy, x, gamma, epsilon):
        signs = np.resize([1.0, -1.0], len(dy))[:, None]
        return signs * np.ones(np.shape(dy)), 0 * gamma, 0 * gamma

    seen = {"watched": outcome(lambda: names(watched, complete)), "calls": calls[:1]}
    # Over an even batch these sum to zero exactly, over the units they don't.
    seen["alternating"] = outcome(lambda: names(alternating))
    for missing in ((), ("mean",), ("variance",), ("mean", "variance")):
        for dtype in (np.float64, np.float32):
            backward = backward_without(*missing, dtype=dtype)
            key = f"without {' and '.join(missing) or 'nothing'}, {np.dtype(dtype).name}"
            seen[key] = outcome(lambda backward=backward: names(backward, backward))
    return seen


def _names(found: Any) -> Any:
    """A collection of names in a form that JSON stores; anything else by its type."""
    if isinstance(found, (set, frozenset, list, tuple)):
        return sorted({str(name) for name in found})
    return type(found).__name__


PROBES: dict[str, Callable[[Callable], dict[str, Any]]] = {
    "numerical_gradient": numerical_gradient,
    "relative_error": relative_error,
    "batch_norm_backward_staged": batch_norm_backward_staged,
    "batch_norm_backward": batch_norm_backward,
    "missing_paths": missing_paths,
}
