"""Means with their confidence intervals, and paired differences between two settings.

`mean_interval` is the t interval of a mean; `paired_interval` is the same for differences of
runs that share a seed; `compare_presets` and `compare_batch_sizes` turn the tidy history of a
grid into the tables the course ends with.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Verdict = Literal["higher with BN", "lower with BN", "inconclusive"]


@dataclass(frozen=True)
class Interval:
    """A mean and the half-width of its confidence interval, in the unit of the values.

    `half_width` is NaN when there are fewer than two values: one run has no interval.
    """

    mean: float
    half_width: float
    count: int

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.mean + self.half_width

    def verdict(self) -> Verdict:
        """Whether the interval of a difference lies above 0, below 0, or says neither."""
        if self.low > 0:
            return "higher with BN"
        if self.high < 0:
            return "lower with BN"
        return "inconclusive"

    def format(self, scale: float = 1.0, digits: int = 2, sign: bool = False) -> str:
        """Return "mean ± half-width", both multiplied by `scale` (100 for percent)."""
        mean = f"{self.mean * scale:{'+' if sign else ''}.{digits}f}"
        if not np.isfinite(self.half_width):
            return f"{mean} (n = {self.count})"
        return f"{mean} ± {self.half_width * scale:.{digits}f}"


def mean_interval(values: np.ndarray, level: float = 0.95) -> Interval:
    """Return the mean of `values`, shape (n,), with its two-sided t interval.

    The half-width is t((1 + level) / 2, n − 1) · s / √n, where s is the standard deviation
    with 1/(n − 1). Raises ValueError for an empty or multi-dimensional array.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"values must be a non-empty 1-D array, got shape {values.shape}.")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level}.")
    count = values.size
    if count == 1:
        return Interval(float(values[0]), float("nan"), 1)
    # SciPy is imported where it is needed: the module stays light for notebooks without intervals.
    from scipy.stats import t

    half = t.ppf((1 + level) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count)
    return Interval(float(values.mean()), float(half), count)


def final_values(history: pd.DataFrame, metric: str = "accuracy") -> pd.DataFrame:
    """Return the rows of each run's last epoch: the test set if it was evaluated, else validation.

    Raises ValueError if the history holds neither for this metric.
    """
    rows = history[history["metric"] == metric]
    for split in ("test", "validation"):
        chosen = rows[rows["split"] == split]
        if len(chosen):
            last = chosen.groupby("run")["epoch"].transform("max")
            return chosen[chosen["epoch"] == last]
    raise ValueError(
        f"The history has no {metric!r} on test or validation data; "
        f"it has {sorted(set(map(tuple, history[['metric', 'split']].to_numpy())))}."
    )


def paired_interval(rows: pd.DataFrame, level: float = 0.95) -> Interval:
    """Return the interval of (with BN − without BN) over runs that differ in nothing else.

    `rows` holds one value a run, as `final_values` returns them. Pairs share seed, preset, batch
    size and epoch; a run without its partner (one of the two failed) is left out.
    Raises ValueError if no pair is left.
    """
    table = rows.pivot_table(
        index=["preset", "batch_size", "seed", "epoch"], columns="batch_norm", values="value"
    )
    if not {True, False} <= set(table.columns) or table.dropna().empty:
        raise ValueError("A paired difference needs runs with and without BN at the same seeds.")
    table = table.dropna()
    return mean_interval((table[True] - table[False]).to_numpy(), level)


def compare_presets(history: pd.DataFrame, metric: str = "accuracy") -> pd.DataFrame:
    """Return one row a preset: without BN, with BN, their paired difference, the verdict."""
    scale, unit = _percent(metric)
    rows = final_values(history, metric)
    split = rows["split"].iloc[0]
    table = []
    for preset, group in rows.groupby("preset", sort=False):
        without, with_bn = (group[group["batch_norm"] == bn]["value"] for bn in (False, True))
        difference = paired_interval(group)
        table.append(
            {
                "preset": preset,
                f"{split} {metric}{unit} without BN": mean_interval(without).format(scale),
                f"{split} {metric}{unit} with BN": mean_interval(with_bn).format(scale),
                "difference": difference.format(scale, sign=True),
                "seeds": difference.count,
                "verdict": difference.verdict(),
            }
        )
    return pd.DataFrame(table)


def compare_batch_sizes(history: pd.DataFrame, metric: str = "accuracy") -> pd.DataFrame:
    """Return one row a batch size: both models, their difference, and seconds per epoch."""
    scale, unit = _percent(metric)
    rows = final_values(history, metric)
    split = rows["split"].iloc[0]
    seconds = epoch_seconds(history)
    table = []
    for size, group in rows.groupby("batch_size"):
        row: dict[str, object] = {"batch size": size}
        for bn, name in ((False, "without BN"), (True, "with BN")):
            values = group[group["batch_norm"] == bn]["value"]
            row[f"{split} {metric}{unit} {name}"] = mean_interval(values).format(scale)
        difference = paired_interval(group)
        row |= {"difference": difference.format(scale, sign=True), "verdict": difference.verdict()}
        for bn, name in ((False, "without BN"), (True, "with BN")):
            chosen = seconds[(seconds["batch_size"] == size) & (seconds["batch_norm"] == bn)]
            row[f"s/epoch {name}"] = f"{chosen['value'].median():.2f}"
        table.append(row)
    return pd.DataFrame(table)


def epoch_seconds(history: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of seconds per epoch, without each run's first epoch if it has others.

    The first epoch includes building and compiling the training function.
    """
    seconds = history[history["metric"] == "seconds"]
    last = seconds.groupby("run")["epoch"].transform("max")
    return seconds[(seconds["epoch"] > 1) | (last == 1)]


def _percent(metric: str) -> tuple[float, str]:
    """Accuracies are shown in percent, everything else as it is."""
    return (100.0, " (%)") if metric == "accuracy" else (1.0, "")
