"""Probes of unit 06_why_it_helps: what an answer does on small fixed inputs.

`track_percentiles`: batches of several sizes, units, orders, values that aren't finite.
`learning_rate_sweep`: tables of known losses, and the calls that it made. `best_rate`: tables with
and without ties and divergence. `signal_by_depth`: layers with and without BN at several scales.
`noisy_batch_norm`: BN where the noise is off; of the noise, what it shares and how it spreads.
`landscape_probe`: walks on losses with known shapes. For all: what became of the inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.feedback.probing import outcome

NAN, INF = float("nan"), float("inf")


def _array(call: Callable[[], Any]) -> Any:
    """A result as an array of floats, or what it raised."""
    return outcome(lambda: np.asarray(call(), dtype=float))


def track_percentiles(answer: Callable) -> dict[str, Any]:
    """Percentiles of equal and unequal batches, in several orders, with gaps."""
    first = np.array([[0.0, 3], [5, 1], [1, 8], [2, -4], [9, 0.5]])
    second = np.array([[7.0, 2], [-3, 6], [4, 0], [1, 1], [2, 5]])
    broken, infinite, other = second.copy(), second.copy(), second.copy()
    broken[1, 0], infinite[1, 0], other[1, 1] = NAN, INF, NAN

    def tracked(*snapshots: np.ndarray, unit: int = 0, **chosen: Any) -> Any:
        return _array(lambda: answer([s.copy() for s in snapshots], unit, **chosen))

    def unchanged() -> bool:
        given = first.copy()
        answer([given], 0)
        return np.array_equal(given, first)

    return {
        "equal batches": tracked(first, second),
        "other unit": tracked(first, second, unit=1),
        "unequal batches": tracked(first, second[:2], first[:1]),
        "other percentiles": tracked(first, second, percentiles=(90, 10, 50, 0)),
        "NaN": tracked(first, broken, second),
        "infinite": tracked(first, infinite, second),
        "NaN in another unit": tracked(other),
        "unchanged": outcome(unchanged),
    }


def learning_rate_sweep(answer: Callable) -> dict[str, Any]:
    """The table, and the calls of train, for losses finite and not."""

    def swept(losses: dict[tuple[float, int], float], seeds: list[int]) -> dict[str, Any]:
        calls: list[str] = []

        def train(learning_rate: float, seed: int) -> float:
            calls.append(f"{learning_rate:g} {seed}")
            return losses[learning_rate, seed]

        rates = list(dict.fromkeys(rate for rate, _ in losses))
        table = outcome(lambda: answer(train, rates, seeds))
        if isinstance(table, dict):
            table = {f"{rate:g}": _entry(value) for rate, value in table.items()}
        return {"table": table, "calls": sorted(calls)}

    def grid(**by_rate: list[float]) -> dict[tuple[float, int], float]:
        return {
            (rate, seed): loss
            for rate, losses in zip((0.5, 4.0), by_rate.values(), strict=True)
            for seed, loss in zip((3, 4, 8), losses, strict=True)
        }

    seeds = [3, 4, 8]
    return {
        "finite": swept(grid(low=[0.5, 0.7, 1.5], high=[2.0, 40.0, 3.0]), seeds),
        "one NaN": swept(grid(low=[0.5, NAN, 1.5], high=[2.0, 4.0, 3.0]), seeds),
        "two NaN": swept(grid(low=[NAN, 0.7, NAN], high=[2.0, 4.0, 3.0]), seeds),
        "one infinite": swept(grid(low=[0.5, 0.7, 1.5], high=[INF, 4.0, 3.0]), seeds),
        "all NaN": swept(grid(low=[0.5, 0.7, 1.5], high=[NAN, NAN, NAN]), seeds),
        "large": swept(grid(low=[0.5, 0.7, 1.5], high=[1e9, 4.0, 3.0]), seeds),
    }


def _entry(value: Any) -> Any:
    return value if isinstance(value, str) else outcome(lambda: np.asarray(value, dtype=float))


def best_rate(answer: Callable) -> dict[str, Any]:
    """The rate chosen from tables with ties and divergence, and what became of the table."""
    tables: dict[str, dict[float, Any]] = {
        "plain": {0.1: 0.75, 0.3: 0.5, 1.0: 0.25, 3.0: 2.0},
        "one diverged": {3.0: "diverged", 0.1: 0.75, 1.0: 0.25},
        "tie, ascending": {0.1: 0.5, 0.3: 0.25, 1.0: 0.25},
        "tie, descending": {1.0: 0.25, 0.3: 0.25, 0.1: 0.5},
        "all diverged": {0.3: "diverged", 0.1: "diverged"},
        "a loss of 0": {0.1: 0.5, 0.3: 0.0, 1.0: 0.25, 3.0: "diverged"},
        "large losses": {0.1: 30.0, 1.0: 2.5, 3.0: 700.0},
        "close losses": {0.1: 0.2512, 0.3: 0.2508, 1.0: 0.2511},
    }

    def chosen(table: dict[float, Any]) -> Any:
        given = dict(table)
        rate = answer(given)
        return {"rate": rate, "unchanged": given == table}

    return {name: outcome(lambda table=table: chosen(table)) for name, table in tables.items()}


def signal_by_depth(answer: Callable) -> dict[str, Any]:
    """Standard deviations by layer at two scales, with and without BN, with a dead unit."""
    rng = np.random.default_rng(6)
    x = rng.normal(0.5, 1.0, (8, 3))
    kernels = [rng.normal(0.2, 1.0, shape) for shape in ((3, 4), (4, 2), (2, 3))]
    dead = [kernels[0] * np.array([1.0, 0.0, 1.0, 1.0]), *kernels[1:]]

    def signal(scale: float, batch_norm: bool, kernels: list = kernels, **options: float) -> Any:
        given = [kernel.copy() for kernel in kernels]
        return _array(lambda: answer(x.copy(), given, scale, batch_norm, **options))

    def unchanged() -> bool:
        given = [kernel.copy() for kernel in kernels]
        answer(x.copy(), given, 2.0, False)
        return all(map(np.array_equal, given, kernels))

    return {
        "plain": signal(1.0, False),
        "plain, scaled": signal(2.0, False),
        "normalised": signal(1.0, True),
        "normalised, large epsilon": signal(1.0, True, epsilon=0.5),
        "normalised, scaled": signal(0.1, True, epsilon=0.01),
        "dead unit": signal(1.0, True, dead),
        "unchanged": outcome(unchanged),
    }


def noisy_batch_norm(answer: Callable) -> dict[str, Any]:
    """BN without noise; what shifts and factors have in common, their reach and their shape."""
    x = np.array([[1.0, -4], [2, 7], [3, 0.5], [9, 2]])
    gamma, beta = np.array([2.0, -0.5]), np.array([1.0, 3.0])

    def quiet() -> np.ndarray:
        silent = {"mean_reach": 0.0, "scale_reach": 1.0, "example_reach": 0.0}
        rng = np.random.default_rng(0)
        return answer(x.copy(), gamma.copy(), beta.copy(), rng, epsilon=0.5, **silent)

    def unchanged() -> bool:
        given = x.copy()
        answer(given, gamma.copy(), beta.copy(), np.random.default_rng(0))
        return np.array_equal(given, x)

    def noise(shape: tuple[int, int], **reach: float) -> tuple[np.ndarray, np.ndarray]:
        batch = np.random.default_rng(1).normal(3.0, 2.0, shape)

        def output(beta: float) -> np.ndarray:
            shift = np.full(shape[1], beta)
            rng = np.random.default_rng(2)
            y = answer(batch.copy(), np.zeros(shape[1]), shift, rng, **reach)
            return np.asarray(y, dtype=float)

        shifts = output(0.0)
        if not np.allclose(shifts, output(0.0)):
            raise LookupError("other noise for an equal generator")
        return shifts, output(1.0) - shifts

    def of_units() -> list[Any]:
        reach = {"mean_reach": 1.0, "scale_reach": 3.0, "example_reach": 0.0}
        return [_about_units(values) for values in noise((3, 2000), **reach)]

    def of_examples() -> list[Any]:
        reach = {"mean_reach": 0.0, "scale_reach": 1.0, "example_reach": 0.5}
        return [_about_examples(values) for values in noise((2000, 3), **reach)]

    def moves_the_mean() -> bool:
        y = answer(x.copy(), gamma.copy(), beta.copy(), np.random.default_rng(3))
        return not np.allclose(np.asarray(y, dtype=float).mean(axis=0), beta, atol=1e-6)

    def repeats() -> list[bool]:
        rng = np.random.default_rng(5)
        args = (x.copy(), gamma.copy(), beta.copy())
        first, second = (np.asarray(answer(*map(np.copy, args), rng)) for _ in range(2))
        again = np.asarray(answer(*map(np.copy, args), np.random.default_rng(5)))
        return [bool(np.allclose(first, second)), bool(np.allclose(first, again))]

    return {
        "without noise": _array(quiet),
        "units": outcome(of_units),
        "examples": outcome(of_examples),
        "moves the batch's mean": outcome(moves_the_mean),
        "same in the next call, and for an equal generator": outcome(repeats),
        "unchanged": outcome(unchanged),
    }


def _about_units(values: np.ndarray) -> dict[str, Any]:
    """Of noise (m, units) without an examples' part; in steps that random draws don't cross."""
    alone, spread = values[0], values[0].std()
    return {
        "same for all examples": bool(np.allclose(values, alone, atol=1e-6)),
        "spread": _coarse(spread, 0.2),
        "lowest": _coarse(alone.min(), 0.5),
        "within one deviation": _share_within(alone),
    }


def _about_examples(values: np.ndarray) -> dict[str, Any]:
    """Of noise (m, units) without the units' part."""
    correlation = np.nan_to_num(np.corrcoef(values.T)) if values.std() > 1e-9 else np.zeros((3, 3))
    return {
        "mean": _coarse(values.mean(), 0.3),
        "spread": _coarse(values.std(), 0.1),
        "shared by units": bool(np.abs(correlation[0, 1:]).min() > 0.5),
        "within one deviation": _share_within(values[:, 0]),
    }


def _coarse(value: float, step: float) -> float:
    return round(round(float(value) / step) * step, 6)


def _share_within(values: np.ndarray) -> str:
    """How a sample lies around its mean: 58 % within one deviation if uniform, 68 % if normal."""
    if values.std() < 1e-9:
        return "constant"
    share = (np.abs(values - values.mean()) < values.std()).mean()
    return "flat" if share < 0.63 else "bell"


def landscape_probe(answer: Callable) -> dict[str, Any]:
    """What is found in a valley, on a hill that bends, for a matrix, at a stationary point."""

    def bent(a: np.ndarray, b: float) -> tuple[Callable, Callable]:
        return (
            lambda w: float((a * w**2 / 2 + b * w**4 / 4).sum()),
            lambda w: a * w + b * w**3,
        )

    valley, hill = np.array([1.0, 10.0]), np.array([0.5, 2.0, 3.0])
    matrix = np.array([[1.0, 2.0], [4.0, 0.5]])

    def probed(a: np.ndarray, b: float, w: np.ndarray, steps: list[float]) -> Any:
        def run() -> Any:
            found = answer(*bent(a, b), w.copy(), steps)
            return {name: np.asarray(value, dtype=float) for name, value in found.items()}

        return outcome(run)

    def unchanged() -> bool:
        w = np.ones(2)
        answer(*bent(valley, 0.0), w, [0.1, 0.2])
        return np.array_equal(w, np.ones(2))

    start = np.array([1.0, -2.0, 0.5])
    return {
        "valley": probed(valley, 0.0, np.ones(2), [0.3, 0.05, 0.1]),
        "short steps": probed(valley, 0.0, np.ones(2), [0.1, 0.02]),
        "bent": probed(hill, 0.3, start, [0.4, 0.1, 0.2]),
        "one long step": probed(valley, 0.0, np.ones(2), [0.5]),
        "matrix": probed(matrix, 0.2, np.array([[1.0, -1.0], [0.5, 2.0]]), [0.2, 0.1]),
        "one zero entry": probed(hill, 0.0, np.array([0.0, 1.0, 2.0]), [0.1]),
        "entries that add up to 0": probed(np.ones(2), 0.0, np.array([1.0, -1.0]), [0.1]),
        "small gradient": probed(valley, 0.0, np.array([1e-5, 1e-5]), [0.1]),
        "stationary": probed(valley, 0.0, np.zeros(2), [0.1]),
        "unchanged": outcome(unchanged),
    }


PROBES: dict[str, Callable[[Callable], dict[str, Any]]] = {
    "track_percentiles": track_percentiles,
    "learning_rate_sweep": learning_rate_sweep,
    "best_rate": best_rate,
    "signal_by_depth": signal_by_depth,
    "noisy_batch_norm": noisy_batch_norm,
    "landscape_probe": landscape_probe,
}
