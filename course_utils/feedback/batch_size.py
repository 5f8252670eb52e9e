"""Probes of unit 07: what an answer does on small fixed inputs, as far as it tells answers apart.

One probe an exercise; `PROBES` names them. What depends on random weights is observed as a
property (which runs began alike), never as the weights themselves.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from course_utils.backend import load_keras
from course_utils.batch_size_checks import RunRecord, TrainingRecord
from course_utils.feedback.probing import outcome


def fresh_runs(answer: Callable) -> dict[str, Any]:
    """What is returned, in which state each training began, and which ones began alike."""
    starts: dict[str, list] = {}
    seen: dict[str, Any] = {}
    for name, sizes, seed in (("first", [3, 2], 5), ("again", [2], 5), ("next seed", [2, 3], 6)):
        record = TrainingRecord()
        load_keras().utils.set_random_seed(len(seen))
        seen[f"{name}: returned"] = outcome(
            lambda r=record, s=sizes, n=seed: _kind(answer, r, s, n)
        )
        starts[name] = record.starts
        seen[f"{name}: trained"] = [
            [start.batch_size, start.optimizer_steps, len(start.trained_weights())]
            for start in record.starts
        ]
    every = [start for group in starts.values() for start in group]
    seen["alike"] = [[one.same_weights(other) for other in every] for one in every]
    return seen


def _kind(answer: Callable, record: TrainingRecord, sizes: list[int], seed: int) -> Any:
    """The type of the result, and whether it holds what was returned, by batch size."""
    result = answer(record.build, record.train, sizes, seed)
    wanted = {start.batch_size: start.returned for start in record.starts}
    return [type(result).__name__, isinstance(result, dict) and result == wanted]


def training_plan(answer: Callable) -> dict[str, Any]:
    """Three whole tables: sizes that divide the examples or not, a reference in the list or not."""
    return {
        "in the list": outcome(lambda: _plan(answer(100, [32, 50, 60], 2, 32))),
        "not in the list": outcome(lambda: _plan(answer(90, [45, 200, 7], 3, 20))),
        "one epoch": outcome(lambda: _plan(answer(30, [10], 1, 30))),
    }


def _plan(table: pd.DataFrame) -> list[list[Any]]:
    rows = table[["comparison", "batch_size", "updates", "epochs", "samples"]]
    return sorted([str(row[0]), *map(float, row[1:])] for row in rows.itertuples(index=False))


def sweep(answer: Callable) -> dict[str, Any]:
    """The rows, with runs that diverged to NaN and to infinity, and how often train was called."""
    seen: dict[str, Any] = {}
    for loss in (math.nan, math.inf):
        record = RunRecord([("layer", 8, 3)], loss)
        lists = (["none", "layer"], [8, 32], [3, 5, 9])
        name = f"diverged to {loss}"
        seen[name] = outcome(lambda r=record, ls=lists: _rows(answer(r.train, *ls)))
        seen[f"{name}: calls"] = len(record.calls)
    return seen


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    rows = table[["normalization", "batch_size", "seed", "loss", "error"]]
    # float32 is as right as float64; six digits keep its rounding from being an observation.
    return sorted(
        [str(n), int(b), int(s), *(float(f"{value:.5g}") for value in values)]
        for n, b, s, *values in rows.itertuples(index=False)
    )


def batch_size_cost(answer: Callable) -> dict[str, Any]:
    """The summaries of a table with a third batch size, lone seeds and diverged runs."""
    errors = {
        ("batch", 2): {0: 31.0, 1: 24.0, 2: 27.5, 3: 40.0},
        ("batch", 16): {1: 7.0, 2: 9.0, 0: 8.5},
        ("batch", 64): {0: 6.0, 1: 7.5, 2: 9.5},
        ("none", 2): {0: 9.0, 1: math.nan, 2: 13.0, 3: 10.0, 4: math.nan, 5: 9.0},
        ("none", 16): {0: 8.0, 1: math.nan, 2: 9.0, 3: math.nan, 4: 7.0, 5: 8.5},
    }
    tidy = [(n, b, s, e) for (n, b), by_seed in errors.items() for s, e in by_seed.items()]
    table = pd.DataFrame(tidy, columns=["normalization", "batch_size", "seed", "error"])
    whole = table[table["normalization"] == "batch"]
    return {
        "all": outcome(lambda: _costs(answer(table.copy(), 2, 16))),
        "whole pairs": outcome(lambda: _costs(answer(whole[whole["seed"] < 3].copy(), 2, 16))),
    }


def _costs(costs: dict) -> dict[str, list[float]]:
    names = "pairs", "diverged", "mean", "half_width"
    return {
        str(key): [float(summary[name]) for name in names] for key, summary in sorted(costs.items())
    }


def precise_statistics(answer: Callable) -> dict[str, Any]:
    """Mean and variance from batches of one size, of several sizes, of one example, and of one."""
    means = np.array([[1.0, -2.0], [3.0, 0.5], [2.5, 4.0]])
    variances = np.array([[2.0, 0.25], [1.0, 4.0], [0.5, 1.5]])

    def seen(*arguments: Any) -> list[np.ndarray]:
        return [np.asarray(part, dtype=float) for part in answer(*arguments)]

    return {
        "equal": outcome(lambda: seen(means.copy(), variances.copy(), np.array([8, 8, 8]))),
        "unequal": outcome(lambda: seen(means.copy(), variances.copy(), np.array([8, 8, 3]))),
        "single": outcome(lambda: seen(means[:1].copy(), variances[:1].copy(), np.array([8]))),
        "ones": outcome(lambda: seen(means.copy(), 0 * variances, np.array([1, 1, 1]))),
        "lists": outcome(lambda: seen(means.tolist(), variances.tolist(), [2, 5, 3])),
    }


def ghost_batch_norm(answer: Callable) -> dict[str, Any]:
    """The outputs of ghosts that fit and don't fit, of one row, of more rows than there are."""
    x = np.array([[1.0, -2.0], [3.0, 0.5], [2.5, 4.0], [-1.0, 2.0], [0.0, 7.0], [6.0, 1.0]])
    gamma, beta = np.array([2.0, 0.5]), np.array([1.0, -3.0])

    def seen(rows: int, ghost_size: int) -> Any:
        return outcome(
            lambda: np.asarray(answer(x[:rows].copy(), gamma, beta, ghost_size, 0.25), dtype=float)
        )

    given = x.copy()
    outcome(lambda: answer(given, gamma, beta, 3, 0.25))
    return {
        "6 in ghosts of 3": seen(6, 3),
        "6 in ghosts of 4": seen(6, 4),
        "5 in ghosts of 2": seen(5, 2),
        "3 in ghosts of 1": seen(3, 1),
        "4 in ghosts of 9": seen(4, 9),
        "unchanged": bool((given == x).all()),
    }


PROBES: dict[str, Callable[[Callable], dict[str, Any]]] = {
    "fresh_runs": fresh_runs,
    "training_plan": training_plan,
    "sweep": sweep,
    "batch_size_cost": batch_size_cost,
    "precise_statistics": precise_statistics,
    "ghost_batch_norm": ghost_batch_norm,
}
