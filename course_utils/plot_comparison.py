"""Figures of comparisons between two networks over seeds.

1. ``seed_lines``: each seed's two results, with the noise of a finite test set.
2. ``winner_matrix``: every comparison that a single run of each network could have made.
3. ``difference_intervals``: intervals of one difference side by side, and a claimed value.
4. ``epoch_differences``: paired differences epoch by epoch.
5. ``repeated_intervals_figure``: the intervals of repeated experiments around a known truth.

Data in, Axes out; each figure has its alternative text.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from course_utils import plot_style as style
from course_utils.intervals import Interval, mean_interval
from course_utils.repeated_experiments import verdict_shares


def seed_lines(
    without: npt.ArrayLike, with_bn: npt.ArrayLike, images: int, ax: Axes | None = None
) -> Axes:
    """Accuracies of both networks, a line for each seed, a bar for one standard error.

    without, with_bn: accuracies in [0, 1], shape (n,), paired by position. images: the size of the
    test set; the bar is √(p(1 − p)/images). Returns the Axes (accuracy in %).
    Raises ValueError for other shapes, or values outside [0, 1].
    """
    values = _pair(without, with_bn)
    if not (values.min() >= 0 and values.max() <= 1):
        raise ValueError("expected accuracies between 0 and 1, got others: divide percent by 100")
    (ax,) = style.panels(ax, 1, size=(6.5, 4.2))
    count = values.shape[1]
    # A little apart, so that bars of neighbouring seeds don't cover each other.
    shift = np.linspace(-0.12, 0.12, count)
    for seed, pair in enumerate(values.T):
        ax.plot(np.arange(2) + shift[seed], 100 * pair, color=style.GREY, linewidth=1, zorder=1)
    for place, (accuracies, batch_norm) in enumerate(zip(values, (False, True), strict=True)):
        error = np.sqrt(accuracies * (1 - accuracies) / images)
        look = style.MODEL_LOOK[batch_norm] | {"linestyle": "none", "capsize": 3}
        ax.errorbar(place + shift, 100 * accuracies, yerr=100 * error, elinewidth=1, **look)
    ax.set_xlim(-0.5, 1.5)
    ax.set_xticks([0, 1], labels=[style.MODEL_NAME[False], style.MODEL_NAME[True]])
    ax.set_ylabel("test accuracy (%)")
    ax.set_title("one line a seed; bars: one standard error of an accuracy", fontsize="medium")
    told = "; ".join(
        f"{style.MODEL_NAME[bn]} from {100 * row.min():.1f} to {100 * row.max():.1f} %"
        for bn, row in zip((False, True), values, strict=True)
    )
    style.describe(ax, f"Test accuracy of both networks for {count} seeds: {told}.")
    return ax


def winner_matrix(without: npt.ArrayLike, with_bn: npt.ArrayLike, ax: Axes | None = None) -> Axes:
    """With BN − without BN, for every pair of a run with BN and a run without.

    without, with_bn: accuracies in [0, 1], shape (n,), paired by position. Differences are in
    percentage points; runs of the same seed are framed. Returns the Axes.
    Raises ValueError for other shapes.
    """
    plain, normalised = _pair(without, with_bn)
    table = 100 * (normalised[:, None] - plain[None, :])
    count = len(plain)
    (ax,) = style.panels(ax, 1, size=(1.8 + 0.75 * count, 1.3 + 0.55 * count))
    colours = LinearSegmentedColormap.from_list("winner", [style.VERMILLION, "white", style.BLUE])
    reach = max(np.abs(table).max(), 0.01)
    image = ax.imshow(table, cmap=colours, vmin=-reach, vmax=reach, aspect="auto")
    for (row, column), value in np.ndenumerate(table):
        colour = "white" if abs(value) > 0.8 * reach else "black"
        # A real minus sign, as on the axes; a tie has no sign.
        text = f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0"
        ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=9)
    for seed in range(count):
        frame = {"fill": False, "edgecolor": style.BLACK, "linewidth": 2}
        ax.add_patch(Rectangle((seed - 0.48, seed - 0.48), 0.96, 0.96, **frame))
    ax.set_xticks(range(count))
    ax.set_yticks(range(count))
    ax.grid(visible=False)
    ax.set_xlabel("seed of the run without BN")
    ax.set_ylabel("seed of the run with BN")
    ax.set_title("frames: the same seed for both", fontsize="medium")
    ax.figure.colorbar(image, ax=ax, label="BN ahead by (percentage points)")
    ahead, behind = int((table > 0).sum()), int((table < 0).sum())
    style.describe(
        ax,
        f"Differences of all {table.size} pairs of runs: BN ahead in {ahead}, behind in {behind}, "
        f"from {table.min():+.2f} to {table.max():+.2f} percentage points.",
    )
    return ax


def difference_intervals(
    intervals: Mapping[str, Interval],
    differences: npt.ArrayLike,
    *,
    claims: Mapping[str, float] | None = None,
    margin: float = 0.0,
    ax: Axes | None = None,
) -> Axes:
    """Intervals of one difference, one above the other; the seeds' own differences as dots.

    intervals: name → Interval, in the unit of accuracies. differences: of the single seeds, shape
    (n,). claims: name → value that somebody else reported. margin: differences up to it don't
    matter; a band shows them. All are drawn in percentage points.
    Returns the Axes. Raises ValueError for no intervals.
    """
    if not intervals:
        raise ValueError("expected at least one interval by its name, got none")
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(8.0, 1.9 + 0.5 * len(intervals)))
    if margin:
        label = f"too small to matter (up to ±{100 * margin:g})"
        ax.axvspan(-100 * margin, 100 * margin, color="#DDDDDD", alpha=0.7, label=label, zorder=0)
    dots = 100 * np.asarray(differences, dtype=float)
    ax.plot(dots, np.zeros(len(dots)), "o", color=style.GREY, label="one seed")
    for row, interval in enumerate(intervals.values(), start=1):
        look = {"color": style.BLACK, "marker": "D", "markersize": 7, "capsize": 4}
        half = 100 * interval.half_width
        ax.errorbar(100 * interval.mean, row, xerr=half, label="mean and 95 % interval", **look)
    for index, (name, value) in enumerate((claims or {}).items()):
        look = {"color": style.PALETTE[2 + index], "linestyle": style.LINES[2 + index % 2]}
        ax.axvline(100 * value, label=f"{name} ({100 * value:+.2f})", **look)
    ax.axvline(0, color=style.BLACK, linestyle="--", linewidth=1)
    ax.set_yticks(range(len(intervals) + 1), labels=["single seeds", *intervals])
    ax.set_ylim(len(intervals) + 0.5, -0.5)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("with BN − without BN, test accuracy (percentage points)")
    style.legend_above([ax], own_figure=own, columns=2)
    told = "; ".join(f"{name} {i.format(100, sign=True)}" for name, i in intervals.items())
    style.describe(ax, f"With BN minus without BN in percentage points: {told}.")
    return ax


def epoch_differences(
    differences: Mapping[str, npt.ArrayLike],
    axes: Iterable[Axes] | None = None,
    *,
    lower_is_better: Sequence[str] = (),
) -> np.ndarray:
    """One panel a quantity: with BN − without BN after each epoch, mean and 95 % interval.

    differences: name → paired differences, shape (seeds, epochs), in the unit that is drawn.
    lower_is_better: names of losses; they say on which side of 0 BN is ahead.
    axes: one Axes a quantity, or None. Returns an array of Axes. Raises ValueError for no
    quantities or other shapes.
    """
    tables = {name: np.asarray(values, dtype=float) for name, values in differences.items()}
    if not tables or any(table.ndim != 2 or not table.size for table in tables.values()):
        raise ValueError("expected differences of shape (seeds, epochs) by their names")
    axes = style.panels(axes, len(tables), size=(4.0, 3.4))
    told = []
    for ax, (name, table) in zip(axes, tables.items(), strict=True):
        epochs = np.arange(1, table.shape[1] + 1)
        for row in table:
            # Beside the interval, which would cover them.
            ax.plot(epochs + 0.18, row, ".", color=style.GREY, markersize=6)
        means = [mean_interval(column) for column in table.T]
        mean, half = np.array([(m.mean, m.half_width) for m in means]).T
        ax.errorbar(epochs, mean, yerr=half, color=style.BLACK, marker="D", capsize=4)
        ax.axhline(0, color=style.BLACK, linestyle="--", linewidth=1)
        ahead = "below" if name in lower_is_better else "above"
        ax.set_title(f"{name}\n(BN ahead {ahead} 0)", fontsize="medium")
        ax.set_xlabel("epochs completed")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        ax.set_xlim(0.6, len(epochs) + 0.6)
        ends = [f"{means[i].format(digits=3, sign=True)} after epoch {epochs[i]}" for i in (0, -1)]
        told.append(f"{name} {' and '.join(dict.fromkeys(ends))}")
    axes[0].set_ylabel("with BN − without BN")
    style.describe(axes, f"Paired differences by epoch: {'; '.join(told)}.")
    return axes


def repeated_intervals_figure(
    intervals: npt.ArrayLike, true_difference: float, ax: Axes | None = None
) -> Axes:
    """Each experiment's interval as a bar, coloured by its verdict, and the true difference.

    intervals: shape (repeats, 3): mean, low, high, in percentage points. Intervals that miss the
    true difference are marked by a cross. Returns the Axes. Raises ValueError for another shape.
    """
    shares = verdict_shares(intervals)
    table = np.asarray(intervals, dtype=float)
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(8.0, 4.2))
    mean, low, high = table.T
    verdict = np.select([low > 0, high < 0], ["higher", "lower"], "inconclusive")
    misses = (low > true_difference) | (high < true_difference)
    # Crosses are told apart without colour, too: filled, hollow, upright.
    looks = {
        "higher": (style.BLUE, "o", "X", style.BLUE),
        "lower": (style.VERMILLION, "s", "X", "white"),
        "inconclusive": (style.GREY, "D", "P", style.GREY),
    }
    for name, (colour, marker, cross, inside) in looks.items():
        for missed in (False, True):
            chosen = np.flatnonzero((verdict == name) & (misses == missed))
            if len(chosen):
                label = name + (", misses the truth" if missed else "")
                ax.errorbar(
                    chosen + 1,
                    mean[chosen],
                    yerr=[mean[chosen] - low[chosen], high[chosen] - mean[chosen]],
                    color=colour,
                    marker=cross if missed else marker,
                    markersize=11 if missed else 6,
                    markerfacecolor=inside if missed else colour,
                    markeredgecolor="white" if missed and inside == colour else colour,
                    linestyle="none",
                    label=label,
                )
    ax.axhline(0, color=style.BLACK, linestyle="--", linewidth=1)
    ax.axhline(true_difference, color=style.GREEN, linestyle="-.", label="true difference")
    ax.set_xlabel("experiment")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.set_ylabel("difference (percentage points)")
    style.legend_above([ax], own_figure=own, columns=3)
    counted = ", ".join(f"{round(share * len(table))} {name}" for name, share in shares.items())
    style.describe(
        ax,
        f"Intervals of {len(table)} experiments with true difference {true_difference:+.2f}: "
        f"{counted}; {int(misses.sum())} miss the true difference.",
    )
    return ax


def _pair(without: npt.ArrayLike, with_bn: npt.ArrayLike) -> np.ndarray:
    """Both as one array, shape (2, n), or ValueError."""
    plain, normalised = np.asarray(without, dtype=float), np.asarray(with_bn, dtype=float)
    if plain.ndim != 1 or plain.shape != normalised.shape or not plain.size:
        raise ValueError(
            f"expected one value a seed for both networks, got {plain.shape} and {normalised.shape}"
        )
    return np.stack([plain, normalised])
