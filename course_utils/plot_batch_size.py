"""Figures of the study of batch sizes.

``batch_means``: how far the means of batches scatter, a histogram for each batch size (the static
twin of the explorer in ``widgets_batch_size``); ``statistics_noise``: that scatter against the
batch size. ``error_by_batch_size``: errors of a sweep, over all seeds, diverged runs marked.
``beside_wu_he``: the same beside the figures of Wu & He (2018).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from course_utils import plot_style as style
from course_utils.intervals import mean_interval

#: Ticks of a logarithmic axis of errors in percent.
ERROR_TICKS = (1, 2, 5, 10, 20, 50, 100)
#: Batches drawn for one histogram.
DRAWN = 2_000
#: How each normalization always looks, by its name in ``sweeps.train_network``.
LOOKS: dict[str, dict[str, Any]] = {
    "none": {"label": "without BN", **style.MODEL_LOOK[False], "linestyle": "--"},
    "batch": {"label": "BN", **style.MODEL_LOOK[True], "linestyle": "-"},
    "layer": {"label": "LayerNorm", "color": style.GREEN, "marker": "^", "linestyle": "-."},
}
#: Validation error (%) of ResNet-50 on ImageNet by images per worker, Wu & He (2018), table 2.
WU_HE_BATCH_NORM = {32: 23.6, 16: 23.7, 8: 24.8, 4: 27.3, 2: 34.7}
#: The same with GroupNorm: about this at every batch size.
WU_HE_GROUP_NORM = 24.1


def draw_batch_means(values: npt.ArrayLike, batch_size: int, *, seed: int = 0) -> np.ndarray:
    """Means of DRAWN random batches of `values`, shape (n,), in standard deviations from the mean.

    Each batch is drawn without replacement. Raises ValueError for a batch size that isn't between
    1 and n, and for values that don't vary.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or not 1 <= batch_size <= values.size:
        raise ValueError(
            f"expected a batch size from 1 to the number of values, got {batch_size} "
            f"and values of shape {values.shape}"
        )
    if np.ptp(values) == 0:
        raise ValueError("expected values that vary: those of this unit are all the same")
    rng = np.random.default_rng(seed)
    means = [rng.choice(values, batch_size, replace=False).mean() for _ in range(DRAWN)]
    return (np.array(means) - values.mean()) / values.std()


def batch_means(
    values: npt.ArrayLike, batch_sizes: Sequence[int], axes: Axes | Iterable[Axes] | None = None
) -> np.ndarray:
    """A histogram of batch means for each batch size, beside the normal curve of width 1/√B.

    values: one unit's pre-activations, shape (n,). The unit of the axis is their standard
    deviation σ. Returns the Axes. Raises ValueError as `draw_batch_means` does.
    """
    own = axes is None
    # One panel alone is wider, for the legend to fit above it.
    size = (2.9 if len(batch_sizes) > 1 else 6.0, 2.9)
    axes = style.panels(axes, len(batch_sizes), size=size, sharex=True)
    grid = np.linspace(-2, 2, 401)
    told = []
    for ax, batch_size in zip(axes, batch_sizes, strict=True):
        means = draw_batch_means(values, batch_size)
        ax.hist(
            means, bins=np.linspace(-2, 2, 61), density=True, color=style.SKY, label="batch means"
        )
        curve = np.exp(-(grid**2) * batch_size / 2) * np.sqrt(batch_size / (2 * np.pi))
        ax.plot(grid, curve, color=style.BLACK, linewidth=1.3, label="normal curve, width 1/√B")
        ax.set(
            title=f"B = {batch_size}",
            xlabel=r"$(\mu_\mathcal{B} - \mu)\;/\;\sigma$",
            xlim=(-2, 2),
            yticks=[],
        )
        ax.grid(False)
        told.append(f"{means.std():.3f} at {batch_size}")
    style.legend_above(axes, own_figure=own, columns=2)
    style.describe(
        axes,
        "Histograms of the means of random batches. Their standard deviation, in units of σ, is "
        f"{', '.join(told)} examples a batch.",
    )
    return axes


def statistics_noise(measured: Mapping[int, Mapping[str, float]], ax: Axes | None = None) -> Axes:
    """Scatter of batch statistics against the batch size, both axes logarithmic, beside 1/√B.

    measured: batch size → name of a statistic → its standard deviation, relative to its mean or
    to σ. Returns the Axes. Raises ValueError for no batch sizes.
    """
    if not measured:
        raise ValueError("expected at least one batch size, got none")
    (ax,) = style.panels(ax, 1, size=(6.4, 3.6))
    sizes = np.array(sorted(measured))
    names = list(measured[int(sizes[0])])
    told = []
    for name, marker, color in zip(names, style.MARKERS, style.PALETTE, strict=False):
        scatter = [measured[int(size)][name] for size in sizes]
        ax.plot(sizes, scatter, marker=marker, color=color, linestyle="", label=name)
        told.append(f"{name} from {scatter[0]:.3f} to {scatter[-1]:.3f}")
    ax.plot(sizes, 1 / np.sqrt(sizes), color=style.BLACK, linewidth=1.2, label="1/√B")
    ax.set(xlabel="batch size B", ylabel="standard deviation")
    ax.set_yscale("log")
    _batch_size_axis(ax, sizes)
    ax.legend()
    style.describe(
        ax,
        f"Scatter of batch statistics from batch size {sizes[0]} to {sizes[-1]}, along the line "
        f"1/√B: {'; '.join(told)}.",
    )
    return ax


def error_by_batch_size(
    runs: pd.DataFrame,
    ax: Axes | None = None,
    *,
    ylabel: str = "validation error (%)",
    log: bool = False,
) -> Axes:
    """Mean error against the batch size, one line a normalization, whiskers over all seeds.

    runs: one row a run with normalization, batch_size, seed, error (percent; NaN: diverged).
    log: a logarithmic axis of errors, for errors of several magnitudes.
    A point with diverged runs has a cross at the lower edge, and how many of how many diverged.
    Returns the Axes. Raises ValueError for a normalization without a look and an empty table.
    """
    unknown = sorted(set(runs["normalization"]) - set(LOOKS))
    if unknown or runs.empty:
        raise ValueError(f"expected runs with {', '.join(LOOKS)}, got {unknown or 'no runs'}")
    (ax,) = style.panels(ax, 1, size=(7.2, 4.0))
    told, crosses = [], []
    shown = [name for name in LOOKS if name in set(runs["normalization"])]
    for name, shift in zip(shown, np.linspace(-1, 1, len(shown)), strict=True):
        rows, look = runs[runs["normalization"] == name], LOOKS[name]
        points = {size: mean_interval(group["error"]) for size, group in rows.groupby("batch_size")}
        kept = (
            rows.dropna(subset="error").groupby("batch_size")["error"].agg(["mean", "min", "max"])
        )
        if len(kept):
            # Side by side, since lines and whiskers of equal errors would hide one another.
            place = kept.index * 1.05**shift
            whiskers = [kept["mean"] - kept["min"], kept["max"] - kept["mean"]]
            ax.errorbar(place, kept["mean"], yerr=whiskers, capsize=3, elinewidth=1.2, **look)
        crosses += [(size, shift, p, look) for size, p in points.items() if p.diverged]
        told.append(
            f"{look['label']} "
            + ", ".join(f"{point.format(digits=1)} at {size}" for size, point in points.items())
        )
    _batch_size_axis(ax, sorted(set(runs["batch_size"])))
    ax.set(xlabel="batch size B (log scale)", ylabel=ylabel)
    if log:
        ax.set(yscale="log", ylim=(1, 105))
        ax.set_yticks(ERROR_TICKS, labels=[str(tick) for tick in ERROR_TICKS])
        ax.yaxis.set_minor_locator(NullLocator())
    else:
        # Explicit at the top too: of panels with one scale, the last must not cut off the others.
        ax.set_ylim(0, np.nanmax([ax.get_ylim()[1], 1.08 * runs["error"].max()]))
    for size, shift, point, look in crosses:
        words = f"{point.diverged} of {point.count + point.diverged} diverged"
        _mark_diverged(ax, size * 1.05**shift, words, look)
    ax.legend()
    style.describe(ax, f"{ylabel.capitalize()} by batch size: {'; '.join(told)}.")
    return ax


def beside_wu_he(runs: pd.DataFrame, axes: Iterable[Axes] | None = None) -> np.ndarray:
    """Errors by batch size: this course's runs on the left, Wu & He's (2018) on the right.

    runs: as for `error_by_batch_size`. Returns two Axes.
    """
    axes = style.panels(axes, 2, size=(5.6, 4.0))
    ours, theirs = axes
    error_by_batch_size(runs, ours)
    ours.set_title("here: MNIST digits, 784-100-100-10")
    sizes = sorted(WU_HE_BATCH_NORM)
    errors = [WU_HE_BATCH_NORM[size] for size in sizes]
    theirs.plot(sizes, errors, **LOOKS["batch"])
    look = {"label": "GroupNorm", "color": style.PURPLE, "marker": "D", "linestyle": ":"}
    theirs.plot(sizes, [WU_HE_GROUP_NORM] * len(sizes), **look)
    _batch_size_axis(theirs, sizes)
    theirs.set(
        title="Wu & He (2018): ImageNet, ResNet-50",
        xlabel="images per worker (log scale)",
        ylabel="validation error (%)",
        ylim=(0, 37),
    )
    theirs.legend(loc="lower right")
    told = ", ".join(f"{error} at {size}" for size, error in zip(sizes, errors, strict=True))
    style.describe(
        theirs,
        f"Wu & He (2018), ResNet-50 on ImageNet, validation error in percent: BN {told}; "
        f"GroupNorm about {WU_HE_GROUP_NORM} throughout.",
    )
    return axes


def _batch_size_axis(ax: Axes, sizes: Iterable[int]) -> None:
    """A logarithmic axis whose ticks are the batch sizes that there are."""
    sizes = [int(size) for size in sizes]
    ax.set_xscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator(sizes))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels([str(size) for size in sizes])
    ax.set_xlim(min(sizes) / 1.3, max(sizes) * 1.3)


def _mark_diverged(ax: Axes, place: float, words: str, look: Mapping[str, Any]) -> None:
    """A cross at the lower edge, in the colour of its line, with words beside it."""
    common = {"transform": ax.get_xaxis_transform(), "color": look["color"], "clip_on": False}
    ax.plot([place], [0.02], marker="X", markersize=10, linestyle="", zorder=5, **common)
    ax.text(place, 0.07, words, rotation=90, ha="center", va="bottom", fontsize=9, **common)
