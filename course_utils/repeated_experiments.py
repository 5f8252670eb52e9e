"""Experiments repeated many times in simulation, where the true difference is known.

``repeated_intervals`` gives each experiment's interval; ``verdict_shares`` counts what the
experiments conclude from them. A seed's difference is drawn from a normal distribution: real
differences need not follow one, and few seeds can't show whether they do.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt


def repeated_intervals(
    count: int,
    *,
    true_difference: float,
    spread: float,
    repeats: int,
    seed: int = 0,
    level: float = 0.95,
) -> np.ndarray:
    """Return the t intervals of `repeats` experiments with `count` paired seeds each.

    true_difference, spread: mean and standard deviation of a seed's difference, in one unit. Each
    interval is mean ± t((1 + level) / 2, count − 1) · s / √count (Student 1908).
    Returns an array of shape (repeats, 3): mean, low, high. The same seed draws the same noise.
    Raises ValueError for fewer than two seeds, no experiments, a negative spread, another level.
    """
    if count < 2 or repeats < 1:
        raise ValueError(f"expected 2 or more seeds and an experiment, got {count} and {repeats}")
    if spread < 0 or not 0 < level < 1:
        raise ValueError(f"expected spread ≥ 0 and 0 < level < 1, got {spread} and {level}")
    from scipy.stats import t

    noise = np.random.default_rng(seed).normal(size=(repeats, count))
    differences = true_difference + spread * noise
    mean = differences.mean(axis=1)
    error = differences.std(axis=1, ddof=1) / np.sqrt(count)
    half = t.ppf((1 + level) / 2, count - 1) * error
    return np.stack([mean, mean - half, mean + half], axis=1)


def verdict_shares(intervals: npt.ArrayLike) -> Mapping[str, float]:
    """The shares of intervals above 0, below 0, and with 0 inside ("inconclusive").

    intervals: shape (repeats, 3): mean, low, high. Raises ValueError for another shape.
    """
    intervals = np.asarray(intervals, dtype=float)
    if intervals.ndim != 2 or intervals.shape[1] != 3 or not len(intervals):
        raise ValueError(f"expected intervals of shape (repeats, 3), got {intervals.shape}")
    _, low, high = intervals.T
    higher, lower = float((low > 0).mean()), float((high < 0).mean())
    return {"higher": higher, "lower": lower, "inconclusive": 1 - higher - lower}
