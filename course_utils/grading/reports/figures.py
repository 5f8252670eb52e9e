"""The class report's figures: data in, Axes out, each with its text in words.

`score_distribution`, `exercise_items` (difficulty beside discrimination) and `check_outcomes`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import plot_style as style

#: A correlation below this says that an item hardly tells strong submissions from weak ones.
WEAK = 0.2


def score_distribution(scores: Sequence[float], most: float, ax: Axes | None = None) -> Axes:
    """How many submissions got which score: a histogram in whole points, and the median.

    scores: at least one. most: the highest possible score. Raises ValueError for no scores.
    """
    if not len(scores):
        raise ValueError("expected at least one score, got none: nothing has been graded")
    (ax,) = style.panels(ax, 1, size=(7.5, 3.6))
    values = np.asarray(scores, dtype=float)
    top = max(most, values.max())
    # Bars of a whole number of points, at most some thirty of them.
    width = max(1.0, np.ceil(top / 30))
    edges = np.arange(-width / 2, top + width, width)
    ax.hist(values, edges, color=style.SKY, edgecolor="white")
    median = float(np.median(values))
    ax.axvline(median, color=style.BLACK, linestyle="--", label=f"median {median:g}")
    ax.set_xlim(edges[0], edges[-1])
    ax.set_xlabel(f"score (of {most:g} points)")
    ax.set_ylabel("submissions")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(visible=False, axis="x")
    style.legend_above([ax], own_figure=False, columns=1)
    low, high = np.percentile(values, [25, 75])
    style.describe(
        ax,
        f"Histogram of {len(values)} scores from {values.min():g} to {values.max():g} of {most:g} "
        f"points; median {median:g}, half of them between {low:g} and {high:g}.",
    )
    return ax


def exercise_items(table: pd.DataFrame, axes: Sequence[Axes] | None = None) -> np.ndarray:
    """Difficulty (share of the points) and discrimination of each exercise, side by side.

    table: `statistics.items(data)`, in the assignment's order. Returns two Axes.
    """
    height = 1.4 + 0.36 * len(table)
    axes = style.panels(axes, 2, size=(4.6, height))
    places = np.arange(len(table))
    columns = (
        ("share", "points earned (share)"),
        ("discrimination", "discrimination (correlation)"),
    )
    for ax, (column, label) in zip(axes, columns, strict=True):
        ax.plot(table[column], places, "o", color=style.BLUE, markersize=8)
        ax.set_xlabel(label)
        ax.set_yticks(places, [""] * len(table))
        ax.set_ylim(len(table) - 0.5, -0.5)
    axes[0].set_xlim(-0.04, 1.04)
    axes[0].set_yticks(places, table["exercise"])
    lowest = np.nanmin([0.0, *table["discrimination"]])
    axes[1].set_xlim(min(-0.04, lowest - 0.08), 1.04)
    axes[1].axvline(WEAK, color=style.GREY, linestyle="--", label=f"{WEAK:g}: weak to the left")
    axes[1].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0))
    told = [
        f"{row.exercise} {100 * row.share:.0f} %, "
        + ("no correlation" if np.isnan(row.discrimination) else f"{row.discrimination:.2f}")
        for row in table.itertuples()
    ]
    style.describe(
        axes, f"Share of the points earned, and discrimination, by exercise: {'; '.join(told)}."
    )
    return axes


def check_outcomes(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Which share of the submissions got all, some or none of each check's points.

    table: `statistics.items(data, by="grade_id")`, in the assignment's order.
    """
    (ax,) = style.panels(ax, 1, size=(9.2, 1.6 + 0.27 * len(table)))
    places = np.arange(len(table))
    looks = (
        ("full", "full points", style.BLUE, ""),
        ("part", "some points", style.SKY, "///"),
        ("none", "no points", style.ORANGE, "..."),
    )
    left = np.zeros(len(table))
    for column, label, colour, hatch in looks:
        share = table[column].fillna(0.0).to_numpy()
        ax.barh(places, share, 0.8, left, label=label, color=colour, hatch=hatch, edgecolor="white")
        left += share
    ax.set_xlim(0, 1)
    ax.set_yticks(places, table["grade_id"])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("share of the submissions")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    told = [f"{row.grade_id} {100 * row.full:.0f} %" for row in table.itertuples()]
    style.describe(ax, f"Share of submissions with full points, by check: {', '.join(told)}.")
    return ax
