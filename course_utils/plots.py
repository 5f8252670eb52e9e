"""Every figure of the course: data in, Axes out.

1. Data sets: ``intensity_histogram``, ``class_balance``.
2. A BN layer: ``batch_norm_parameters``, ``epsilon_curve``.
3. Digits, from ``plot_digits``: ``image_grid``, ``digit_heatmap``, ``predictions``.
4. Training histories, from ``plot_history``: ``learning_curves``, ``preset_curves``,
   ``batch_size_figure``, ``paired_differences``.
5. For all of them, from ``plot_style``: ``use_style``, ``show``, ``describe``, ``alt_text``,
   ``save``.

Each function draws on the Axes it is given, or on a new figure, and returns the Axes. Only
``show`` shows and closes figures. Input that a figure would misrepresent is a ValueError that says
so.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import plot_style as style
from course_utils.plot_digits import CLASSES, class_labels, digit_heatmap, image_grid, predictions
from course_utils.plot_history import (
    batch_size_figure,
    learning_curves,
    paired_differences,
    preset_curves,
)
from course_utils.plot_style import alt_text, describe, save, show, use_style

__all__ = [
    "alt_text",
    "batch_norm_parameters",
    "batch_size_figure",
    "class_balance",
    "describe",
    "digit_heatmap",
    "epsilon_curve",
    "image_grid",
    "intensity_histogram",
    "learning_curves",
    "paired_differences",
    "predictions",
    "preset_curves",
    "save",
    "show",
    "use_style",
]

# Name of a BN variable in Keras: its label in the figure, and the value it starts from.
_BN_VARIABLES = {
    "gamma": ("scale γ", 1.0),
    "beta": ("shift β", 0.0),
    "moving_mean": ("moving mean", 0.0),
    "moving_variance": ("moving variance", 1.0),
}


def intensity_histogram(
    images_by_name: Mapping[str, npt.ArrayLike], ax: Axes | None = None, *, log_x: bool = False
) -> Axes:
    """How often each pixel value occurs in several sets: are they on one scale?

    images_by_name: name → pixel values of any shape. Counts are on a log axis. log_x: pixel values
    too, for scales that differ by powers of ten; values of 0 or less have no place there, and the
    legend gives their share. Returns the Axes.
    Raises ValueError for no sets, and for a set that is empty, not finite, or has nothing to show.
    """
    if not images_by_name:
        raise ValueError("expected at least one set of images by its name, got none")
    sets = {
        name: np.asarray(values, dtype=float).ravel() for name, values in images_by_name.items()
    }
    for name, values in sets.items():
        if not values.size or not np.isfinite(values).all() or (log_x and values.max() <= 0):
            kind = "finite positive" if log_x else "finite"
            raise ValueError(
                f"expected {kind} pixel values in {name!r}, got none, or some that are not finite: "
                "check how the set was prepared"
            )
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(7.5, 4.2))
    shown = {name: values[values > 0] if log_x else values for name, values in sets.items()}
    low = min(values.min() for values in shown.values())
    high = max(values.max() for values in shown.values())
    if low == high:
        low, high = low * 0.5, high * 2 + 1
    edges = np.geomspace(low, high, 61) if log_x else np.linspace(low, high, 61)
    told = []
    for index, (name, values) in enumerate(shown.items()):
        hidden = 1 - values.size / sets[name].size
        label = name + (f" ({100 * hidden:.0f} % are 0 or less: not shown)" if hidden else "")
        look = {"color": style.PALETTE[index % 7], "linestyle": style.LINES[index % 4]}
        ax.stairs(np.histogram(values, edges)[0], edges, label=label, linewidth=1.8, **look)
        told.append(f"{name} from {sets[name].min():.3g} to {sets[name].max():.3g}")
    ax.set_yscale("log")
    ax.set_ylim(bottom=0.7)
    if log_x:
        ax.set_xscale("log")
    ax.set_xlabel("pixel value" + (" (log scale)" if log_x else ""))
    ax.set_ylabel("pixels (count, log scale)")
    style.legend_above([ax], own_figure=own, columns=1 if log_x else 2)
    style.describe(ax, f"Histograms of pixel values: {', '.join(told)}.")
    return ax


def class_balance(labels_by_split: Mapping[str, npt.ArrayLike], ax: Axes | None = None) -> Axes:
    """The share of each class in each split, as grouped bars.

    labels_by_split: name → integer labels 0 to 9, shape (n,). Returns the Axes (share in %).
    Raises ValueError for no splits, an empty split, or labels that are not such integers.
    """
    if not labels_by_split:
        raise ValueError("expected at least one split by its name, got none")
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(8.0, 4.0))
    width = 0.8 / len(labels_by_split)
    told = []
    for index, (name, labels) in enumerate(labels_by_split.items()):
        labels = class_labels(labels)
        share = 100 * np.bincount(labels, minlength=CLASSES) / len(labels)
        places = np.arange(CLASSES) + (index - (len(labels_by_split) - 1) / 2) * width
        look = {"facecolor": style.PALETTE[index % 7], "hatch": style.HATCHES[index % 4]}
        label = f"{name} ({len(labels):,} digits)"
        ax.bar(places, share, width, label=label, edgecolor="white", **look)
        told.append(f"{name} {share.min():.1f} to {share.max():.1f} %")
    ax.set_xticks(range(CLASSES))
    ax.grid(visible=False, axis="x")
    ax.set_xlabel("class (digit)")
    ax.set_ylabel("share of the split (%)")
    style.legend_above([ax], own_figure=own, columns=3)
    style.describe(ax, f"Smallest and largest share of a class: {', '.join(told)}.")
    return ax


def batch_norm_parameters(
    parameters: Mapping[str, npt.ArrayLike], axes: Iterable[Axes] | None = None
) -> np.ndarray:
    """What one BN layer has learned and collected: a histogram over units for each variable.

    parameters: of "gamma", "beta", "moving_mean", "moving_variance", those the layer has, each of
    shape (units,). A dashed line marks the value before training. axes: one Axes each, or None.
    Returns an array of Axes, in the order above.
    Raises ValueError for other names, shapes or lengths, and for values that are not finite.
    """
    unknown = [name for name in parameters if name not in _BN_VARIABLES]
    if unknown or not parameters:
        raise ValueError(
            f"expected variables of one BN layer named {', '.join(_BN_VARIABLES)}, got "
            f"{', '.join(map(str, parameters)) or 'none'}: rename them, e.g. after layer.gamma"
        )
    arrays = {
        name: np.asarray(parameters[name], float) for name in _BN_VARIABLES if name in parameters
    }
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) > 1 or any(a.ndim != 1 or not a.size for a in arrays.values()):
        raise ValueError(f"expected one length for all variables, shape (units,), got {shapes}")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("expected finite values, got nan or infinity: the training diverged")
    own = axes is None
    axes = style.panels(axes, len(arrays), size=(3.0, 3.2))
    told = []
    for ax, (name, array) in zip(axes, arrays.items(), strict=True):
        label, start = _BN_VARIABLES[name]
        ax.hist(array, bins=21, color=style.SKY, edgecolor="white")
        ax.axvline(start, color=style.BLACK, linestyle="--", label="value before training (1 or 0)")
        ax.set_xlabel(label)
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        told.append(f"{label} from {array.min():.3g} to {array.max():.3g} (start {start:g})")
    axes[0].set_ylabel("units (count)")
    style.legend_above(axes, own_figure=own, columns=1)
    style.describe(axes, f"Histograms over {array.size} units: {', '.join(told)}.")
    return axes


def epsilon_curve(
    points: Mapping[str, float] | None = None,
    ax: Axes | None = None,
    *,
    epsilon: float = 1e-3,
    reach: tuple[float, float] | None = None,
) -> Axes:
    """Standard deviation behind a BN layer without γ and β, against the variance v in front of it.

    The curve is √(v / (v + ε)) (Ioffe & Szegedy 2015, Algorithm 1): 1 where ε does not matter, 0
    where it outweighs the variance. points: label → variance to mark, each > 0. epsilon: ε > 0.
    reach: smallest and largest variance of the axis; around ε and the points if None.
    Returns the Axes. Raises ValueError for a variance or ε that is not positive and finite.
    """
    points = dict(points or {})
    for name, value in {**points, "epsilon": epsilon}.items():
        if not (np.isfinite(value) and value > 0):
            raise ValueError(
                f"expected a positive finite number for {name!r}, got {value}: "
                "a log axis has no place for it, leave it out"
            )
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(7.5, 4.4))
    around = [epsilon * 1e-4, epsilon * 1e4, *points.values()]
    low, high = reach or (min(around), max(around))
    variance = np.geomspace(low, high, 400)
    ax.plot(variance, np.sqrt(variance / (variance + epsilon)), color=style.BLACK)
    at_epsilon = f"variance = ε = {epsilon:.2g}"
    ax.axvline(epsilon, color=style.GREY, linestyle="--", label=at_epsilon)
    told = []
    for index, (name, value) in enumerate(points.items()):
        out = float(np.sqrt(value / (value + epsilon)))
        number = f"{value:,.0f}" if 100 <= value < 1e6 else f"{value:.2g}"
        text = f"{name}: variance {number}, output {out:.3f}"
        look = {"marker": style.MARKERS[index % 7], "color": style.PALETTE[index % 7]}
        ax.plot(value, out, linestyle="none", markersize=9, label=text, **look)
        told.append(text)
    ax.set_xscale("log")
    if reach:
        ax.set_xlim(reach)
    ax.set_ylim(-0.03, 1.05)
    ax.set_xlabel("variance of the input (log scale)")
    ax.set_ylabel("standard deviation of the output")
    style.legend_above([ax], own_figure=own, columns=1)
    words = f"Output standard deviation rises from 0 to 1, 0.707 at {at_epsilon}"
    style.describe(ax, f"{'; '.join([words, *told])}.")
    return ax
