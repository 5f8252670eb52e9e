"""Means with their confidence intervals, and paired differences between two settings.

`mean_interval` is the t interval of a mean; `paired_interval` is the same for differences of
runs that share a seed; `compare_presets` and `compare_batch_sizes` turn the tidy history of a
grid into the tables the course ends with.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Verdict = Literal["higher with BN", "lower with BN", "inconclusive", "diverged"]


@dataclass(frozen=True)
class Interval:
    """A mean and the half-width of its confidence interval, in the unit of the values.

    `half_width` is NaN when there are fewer than two values: one run has no interval. `diverged`
    counts values that are no finite numbers; mean, half-width and count are of the others.
    """

    mean: float
    half_width: float
    count: int
    diverged: int = 0

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.mean + self.half_width

    def verdict(self) -> Verdict:
        """Whether the interval of a difference lies above 0, below 0, or says neither.

        "diverged" if one of the runs did: what is left of the others is a selection.
        """
        if self.diverged:
            return "diverged"
        if self.low > 0:
            return "higher with BN"
        if self.high < 0:
            return "lower with BN"
        return "inconclusive"

    def format(self, scale: float = 1.0, digits: int = 2, sign: bool = False) -> str:
        """Return "mean ± half-width", both multiplied by `scale` (100 for percent).

        Diverged runs are told: "diverged (3 of 3)", "97.10 ± 0.21 (1 of 4 diverged)".
        """
        total = self.count + self.diverged
        if self.count == 0:
            return f"diverged ({self.diverged} of {total})"
        told = f" ({self.diverged} of {total} diverged)" if self.diverged else ""
        mean = f"{self.mean * scale:{'+' if sign else ''}.{digits}f}"
        if not np.isfinite(self.half_width):
            return f"{mean} (n = {self.count}){told}"
        return f"{mean} ± {self.half_width * scale:.{digits}f}{told}"


def mean_interval(values: np.ndarray, level: float = 0.95) -> Interval:
    """Return the mean of `values`, shape (n,), with its two-sided t interval.

    The half-width is t((1 + level) / 2, n − 1) · s / √n, where s is the standard deviation
    with 1/(n − 1). Values that are NaN or infinite are counted as diverged and left out.
    Raises ValueError for an empty or multi-dimensional array.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"values must be a non-empty 1-D array, got shape {values.shape}.")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level}.")
    finite = values[np.isfinite(values)]
    diverged, values, count = values.size - finite.size, finite, finite.size
    if count < 2:
        mean = float(values[0]) if count else float("nan")
        return Interval(mean, float("nan"), count, diverged)
    # SciPy is imported where it is needed: the module stays light for notebooks without intervals.
    from scipy.stats import t

    half = t.ppf((1 + level) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count)
    return Interval(float(values.mean()), float(half), count, diverged)


def final_values(history: pd.DataFrame, metric: str = "accuracy") -> pd.DataFrame:
    """Return the rows of each run's last epoch: the test set if it was evaluated, else validation.

    A run whose loss became NaN or infinite has diverged: its value is NaN, since the accuracy of
    a network of NaNs only says how often the first class occurs.
    Raises ValueError if the history holds neither for this metric.
    """
    rows = history[history["metric"] == metric]
    for split in ("test", "validation"):
        chosen = rows[rows["split"] == split]
        if len(chosen):
            last = chosen.groupby("run")["epoch"].transform("max")
            final = chosen[chosen["epoch"] == last].copy()
            final.loc[final["run"].isin(diverged_runs(history)), "value"] = np.nan
            return final
    raise ValueError(
        f"The history has no {metric!r} on test or validation data; "
        f"it has {sorted(set(map(tuple, history[['metric', 'split']].to_numpy())))}."
    )


def diverged_runs(history: pd.DataFrame) -> set[str]:
    """Return the runs of which a loss is NaN or infinite."""
    losses = history[history["metric"] == "loss"]
    return set(losses.loc[~np.isfinite(losses["value"].astype(float)), "run"])


def paired_interval(rows: pd.DataFrame, level: float = 0.95) -> Interval:
    """Return the interval of (with BN − without BN) over runs that differ in nothing else.

    `rows` holds one value a run, as `final_values` returns them. Pairs share seed, preset, batch
    size and epoch; a run without its partner (one of the two failed) is left out, a pair of which
    one diverged is counted as diverged. Raises ValueError if no pair is left.
    """
    keys = ["preset", "batch_size", "seed", "epoch"]
    with_bn, without = (
        rows[rows["batch_norm"] == batch_norm].set_index(keys)["value"]
        for batch_norm in (True, False)
    )
    partners = with_bn.index.intersection(without.index)
    if partners.empty:
        raise ValueError("A paired difference needs runs with and without BN at the same seeds.")
    return mean_interval((with_bn.loc[partners] - without.loc[partners]).to_numpy(), level)


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
