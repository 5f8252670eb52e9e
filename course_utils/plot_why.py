"""Figures of lecture 06: what BN does to distributions, to sweeps and to the landscape.

``accuracy_by_step`` and ``unit_percentiles`` are the two halves of figure 1 of Ioffe & Szegedy
(2015); ``sweep`` shows a learning rate's or an initial scale's effect and marks divergence;
``drift_and_accuracy`` is for the control experiment with noise; ``landscape_by_step`` and
``loss_on_the_way`` show the loss along the gradient (Santurkar et al. 2018, figure 4).
All take the tidy tables of `sweeps.train_network` or `watched_training.watch_network`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from course_utils import plot_style as style

NAME = {"none": "without BN", "batch": "with BN", "noisy batch": "noise behind BN"}
LOOK: dict[str, dict[str, Any]] = {
    "none": {**style.MODEL_LOOK[False], "linestyle": "--"},
    "batch": {**style.MODEL_LOOK[True], "linestyle": "-"},
    "noisy batch": {"color": style.GREEN, "marker": "^", "linestyle": ":"},
}
CHANCE = 10.0


def accuracy_by_step(table: pd.DataFrame, ax: Axes | None = None, *, target: float = 90) -> Axes:
    """Held-out accuracy in % against steps, mean and span over seeds, for each normalization.

    table: of `watched_training.watch_network`, one activation. target: a line to be reached.
    Returns the Axes. Raises ValueError for a table without accuracies.
    """
    rows = _measured(table, "accuracy")
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(7.5, 4.0))
    told = _curves(ax, rows, factor=100)
    ax.axhline(target, color=style.GREY, linewidth=1, linestyle="-.", label=f"{target:g} %")
    ax.set(xlabel="training steps", ylabel="held-out accuracy (%)", ylim=(0, 100))
    style.legend_above([ax], own_figure=own, columns=4)
    last = rows["step"].max()
    style.describe(ax, f"Held-out accuracy against steps. After {last}: {', '.join(told)} %.")
    return ax


def unit_percentiles(
    table: pd.DataFrame, seed: int = 0, axes: Iterable[Axes] | None = None
) -> np.ndarray:
    """The percentiles of one unit's input against steps, a panel for each normalization.

    table: of `watched_training.watch_network`, one activation. seed: the run that is shown.
    Returns an array of Axes. Raises ValueError for a table without percentiles of that seed.
    """
    rows = _measured(table[table["seed"] == seed], "percentile")
    names = list(dict.fromkeys(rows["normalization"]))
    own = axes is None
    axes = style.panels(axes, len(names), size=(4.2, 3.6), sharey=True)
    told = []
    for ax, name in zip(axes, names, strict=True):
        lines = rows[rows["normalization"] == name].pivot_table(
            index="step", columns="at", values="value"
        )
        ax.fill_between(
            lines.index, lines.iloc[:, 0], lines.iloc[:, -1], color=LOOK[name]["color"], alpha=0.15
        )
        for percentile, dash in zip(lines, (":", "-", "--"), strict=False):
            label = f"{percentile:g}th percentile"
            ax.plot(lines[percentile], linestyle=dash, color=LOOK[name]["color"], label=label)
        ax.set(title=NAME[name], xlabel="training steps")
        first, last = lines.iloc[0], lines.iloc[-1]
        told.append(
            f"{NAME[name]} from {first.iloc[0]:.2f} … {first.iloc[-1]:.2f} "
            f"to {last.iloc[0]:.2f} … {last.iloc[-1]:.2f}"
        )
    axes[0].set_ylabel("what the activation gets")
    if own:
        # In black: the colours differ between panels, the dashes don't.
        lines = axes[0].get_lines()
        keys = [Line2D([], [], color=style.BLACK, linestyle=line.get_linestyle()) for line in lines]
        words = [line.get_label() for line in lines]
        axes[0].figure.legend(keys, words, loc="outside upper center", ncols=3)
    style.describe(axes, f"Percentiles of one unit's input: {'; '.join(told)}.")
    return axes


def sweep(table: pd.DataFrame, column: str, ax: Axes | None = None) -> Axes:
    """Final held-out accuracy in % against a setting, one mark a run, and lines through the means.

    table: of `sweeps.train_network`. column: the setting, "learning_rate" or "initial_scale". A
    run whose loss is NaN or infinite stands as a cross at the lower edge, and its rate is told.
    Returns the Axes. Raises ValueError for a table without accuracies.
    """
    final = final_accuracies(table, column)
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(7.5, 4.2))
    told = []
    for name, rows in final.groupby("normalization", sort=False):
        nudge = 0.97 if name == "none" else 1.03
        look = LOOK[name]
        finite = rows[~rows["diverged"]]
        means = 100 * finite.groupby(column)["value"].mean()
        ax.plot(means.index * nudge, means, label=f"{NAME[name]} (line: mean)", **look)
        ax.plot(
            finite[column] * nudge,
            100 * finite["value"],
            alpha=0.5,
            **{**look, "linestyle": "none"},
        )
        lost = rows[rows["diverged"]]
        shift = {"none": 3.0, "batch": 6.5}.get(name, 10.0)
        for place, group in lost.groupby(column):
            ax.plot(place * nudge, shift, "X", color=look["color"], markersize=10, clip_on=False)
            ax.annotate(
                f"{len(group)}",
                (place * nudge, shift),
                xytext=(7, -3),
                textcoords="offset points",
                color=look["color"],
            )
        if len(lost):
            label = f"diverged {NAME[name]} (number of runs)"
            ax.plot([], [], "X", color=look["color"], markersize=10, label=label)
        counts = lost.groupby(column).size()
        gone = "".join(f", {count} diverged at {place:g}" for place, count in counts.items())
        values = ", ".join(f"{value:.0f} at {place:g}" for place, value in means.items())
        told.append(f"{NAME[name]}: {values}{gone}")
    ax.axhline(CHANCE, color=style.GREY, linewidth=1, linestyle="-.", label="chance, 10 %")
    places = sorted(final[column].unique())
    ax.set_xscale("log")
    ax.set_xticks(places, labels=[f"{place:g}" for place in places])
    ax.minorticks_off()
    words = column.replace("_", " ")
    ax.set(xlabel=f"{words} (log scale)", ylabel="held-out accuracy (%)", ylim=(0, 100))
    style.legend_above([ax], own_figure=own, columns=2)
    style.describe(ax, f"Held-out accuracy in % against {words}. {'; '.join(told)}.")
    return ax


def final_accuracies(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The last validation accuracy of each run of a sweep, and whether the run diverged.

    Returns columns normalization, seed, `column`, value, diverged. Raises ValueError for none.
    """
    held_out = table[(table["split"] == "validation") & (table["step"] == table["step"].max())]
    keys = ["normalization", "seed", column]
    wide = held_out.pivot(index=keys, columns="metric", values="value")
    if "accuracy" not in wide or "loss" not in wide:
        raise ValueError("expected validation loss and accuracy in the table of a sweep, got none")
    wide["diverged"] = ~np.isfinite(wide["loss"].astype(float))
    return wide.reset_index().rename(columns={"accuracy": "value"})[[*keys, "value", "diverged"]]


def drift_and_accuracy(table: pd.DataFrame, axes: Iterable[Axes] | None = None) -> np.ndarray:
    """Two panels: the drift of the percentiles and the held-out accuracy, against steps.

    table: of `watched_training.watch_network`, one activation. Returns two Axes.
    """
    own = axes is None
    axes = style.panels(axes, 2, size=(4.8, 3.6))
    drift = _curves(axes[0], _measured(table, "drift"))
    accuracy = _curves(axes[1], _measured(table, "accuracy"), factor=100)
    axes[0].set(xlabel="training steps", ylabel="drift of percentiles (log scale)")
    _log_scale(axes[0])
    axes[1].set(xlabel="training steps", ylabel="held-out accuracy (%)", ylim=(0, 100))
    style.legend_above(axes, own_figure=own, columns=3)
    told = f"Drift at the end: {', '.join(drift)}. Accuracy in %: {', '.join(accuracy)}."
    style.describe(axes, told)
    return axes


def landscape_by_step(table: pd.DataFrame, axes: Iterable[Axes] | None = None) -> np.ndarray:
    """Two panels against steps: range of the loss along the gradient, and the gradient's change.

    table: of `watched_training.watch_network` with a walk, one activation. The change is the
    largest on the walk, relative to the gradient at its start. Returns two Axes.
    """
    own = axes is None
    axes = style.panels(axes, 2, size=(4.8, 3.6))
    keys = ["normalization", "seed", "step"]
    largest = _measured(table, "change").groupby(keys, sort=False)["value"].max().reset_index()
    ranges = _curves(axes[0], _measured(table, "range"))
    changes = _curves(axes[1], largest)
    labels = ("range of the loss on the walk", "largest relative change\nof the gradient")
    for ax, label in zip(axes, labels, strict=True):
        ax.set(xlabel="training steps", ylabel=f"{label} (log scale)")
        _log_scale(ax)
    style.legend_above(axes, own_figure=own, columns=3)
    told = f"At the end: range of the loss {', '.join(ranges)}; change {', '.join(changes)}."
    style.describe(axes, told)
    return axes


def loss_on_the_way(
    table: pd.DataFrame, step: int, axes: Iterable[Axes] | None = None
) -> np.ndarray:
    """Two panels at one training step: the loss, and the gradient's change, along the gradient.

    table: of `watched_training.watch_network` with a walk, one activation. Mean and span over
    seeds. Returns two Axes. Raises ValueError for a step at which nothing was measured.
    """
    there = table[table["step"] == step]
    own = axes is None
    axes = style.panels(axes, 2, size=(4.8, 3.6))
    told = []
    for ax, measure in zip(axes, ("walk", "change"), strict=True):
        rows = _measured(there, measure).rename(columns={"step": "_", "at": "step"})
        words = ", ".join(_curves(ax, rows))
        told.append(f"{'loss' if measure == 'walk' else 'change of the gradient'} {words}")
        ax.set_xlabel("step size η")
        _log_scale(ax)
    rate = there["learning_rate"].iloc[0]
    for ax in axes:
        ax.axvline(rate, color=style.GREY, linewidth=1, linestyle="-.", label=f"η used, {rate:g}")
    axes[0].set_title(f"after {step} steps")
    axes[0].set_ylabel("loss at w − ηg (log scale)")
    axes[1].set_ylabel("relative change\nof the gradient (log scale)")
    style.legend_above(axes, own_figure=own, columns=4)
    style.describe(axes, f"After {step} steps, at the largest η: {'; '.join(told)}.")
    return axes


def _measured(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    rows = table[table["measure"] == measure]
    if rows.empty:
        raise ValueError(f"expected rows of the measure {measure!r} in the table, got none")
    return rows


def _log_scale(ax: Axes) -> None:
    """A logarithmic y axis whose ticks are plain numbers."""
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())


def _curves(ax: Axes, rows: pd.DataFrame, factor: float = 1.0) -> Sequence[str]:
    """Mean and span over seeds against `step`; returns the last means in words."""
    told = []
    for name, part in rows.groupby("normalization", sort=False):
        values = factor * part.groupby("step")["value"].agg(["mean", "min", "max"])
        marks = max(1, len(values) // 8)
        ax.plot(values["mean"], label=NAME[name], markevery=marks, **LOOK[name])
        ax.fill_between(
            values.index, values["min"], values["max"], color=LOOK[name]["color"], alpha=0.15
        )
        told.append(f"{NAME[name]} {values['mean'].iloc[-1]:.3g}")
    return told
