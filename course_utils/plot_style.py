"""The look that all figures of the course share, and the words that go with each figure.

1. ``use_style`` sets matplotlib's defaults. ``MODEL_LOOK`` and ``SPLIT_LOOK`` say how a network
   with or without BN, and training or validation, always look: by colour, and by marker or line
   too, so that a figure reads in grey.
2. ``panels`` gives a plot function its Axes; ``legend_above`` puts the legend clear of the data.
3. ``describe`` stores a figure's alternative text, ``alt_text`` reads it, ``save`` writes it into
   a PNG, `show` into a notebook.

Colours: Okabe & Ito, "Color Universal Design" (2008).
"""

import base64
import html
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK, GREY = "#E69F00", "#56B4E9", "#F0E442", "#000000", "#8C8C8C"
#: For a wide line behind others, lighter than each of them in a grey print.
PALE = "#BBBBBB"
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)

MODEL_NAME = {True: "with BN", False: "without BN"}
MODEL_LOOK: dict[bool, dict[str, Any]] = {
    True: {"color": BLUE, "marker": "o", "markerfacecolor": BLUE},
    False: {"color": VERMILLION, "marker": "s", "markerfacecolor": "white"},
}
SPLIT_NAME = {"train": "training", "validation": "validation", "test": "test"}
# The smaller marker tells training from validation where one epoch leaves no line to dash.
SPLIT_LOOK: dict[str, dict[str, Any]] = {
    "train": {"linestyle": "--", "markersize": 4},
    "validation": {"linestyle": "-", "markersize": 6},
    "test": {"linestyle": "-", "markersize": 6},
}

# Series that are neither a model nor a split: told apart without colour by line, marker and hatch.
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "///", "...", "xxx")

_STYLE = {
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "axes.prop_cycle": mpl.cycler(color=PALETTE),
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
    "figure.dpi": 100,
    "savefig.dpi": 150,
}

_alt_texts: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def use_style() -> None:
    """Make the course's look matplotlib's default for this session (sets ``rcParams``)."""
    mpl.rcParams.update(_STYLE)


def panels(
    axes: Axes | Iterable[Axes] | None,
    count: int,
    *,
    size: tuple[float, float],
    columns: int | None = None,
    **subplots: Any,
) -> np.ndarray:
    """The Axes to draw on: the caller's own, or those of a new figure.

    axes: None for a new figure, or ``count`` Axes in any shape; one Axes will do for ``count`` 1.
    size: width and height of one panel in inches. columns: panels a row; None puts all in one row.
    Returns an object array of shape (count,). Raises ValueError for another number of Axes.
    """
    if axes is None:
        columns = min(columns or count, count)
        rows = -(-count // columns)
        figsize = (size[0] * columns, size[1] * rows)
        figure, grid = plt.subplots(
            rows, columns, figsize=figsize, squeeze=False, layout="constrained", **subplots
        )
        figure.get_layout_engine().set(w_pad=0.09, h_pad=0.07)
        for unused in grid.flat[count:]:
            unused.remove()
        return grid.ravel()[:count]
    given = np.asarray(axes, dtype=object).ravel()
    if given.size != count:
        raise ValueError(
            f"expected {count} Axes to draw on, got {given.size}: "
            f"pass plt.subplots(1, {count})[1], or no axes for a new figure"
        )
    return given


def legend_above(axes: Iterable[Axes], *, own_figure: bool, columns: int) -> None:
    """One legend for all ``axes`` above their figure, or above the first of a caller's Axes.

    Entries with the same label are shown once. Nothing is drawn where no artist has a label.
    """
    entries: dict[str, Any] = {}
    for ax in axes:
        handles, labels = ax.get_legend_handles_labels()
        entries |= dict(zip(labels, handles, strict=True))
    if not entries:
        return
    first = next(iter(axes))
    if own_figure:
        place = {"loc": "outside upper center", "ncols": columns}
        first.figure.legend(entries.values(), entries.keys(), **place)
    else:
        # In points, since the height of a title does not depend on that of the Axes.
        lines = len(first.get_title().splitlines())
        up = ScaledTranslation(0, (3 + 17 * lines) / 72, first.figure.dpi_scale_trans)
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0}
        place["bbox_transform"] = first.transAxes + up
        first.legend(entries.values(), entries.keys(), **place)


def describe(axes: Axes | Iterable[Axes], sentence: str) -> None:
    """Store ``sentence`` as the alternative text of ``axes``, in place of an earlier one."""
    for ax in np.asarray(axes, dtype=object).flat:
        _alt_texts[ax] = sentence


def alt_text(figure_or_axes: Figure | Axes | Iterable[Axes]) -> str:
    """What a figure shows, in words and numbers, for readers who do not see it.

    figure_or_axes: what a plot function returned, or a figure (then every plot on it, in order).
    Raises ValueError if no plot function of the course has drawn on it.
    """
    if isinstance(figure_or_axes, Figure):
        axes = figure_or_axes.axes
    else:
        axes = np.asarray(figure_or_axes, dtype=object).ravel()
    sentences = dict.fromkeys(_alt_texts[ax] for ax in axes if ax in _alt_texts)
    if not sentences:
        raise ValueError(
            "expected Axes that a function of course_utils.plots has drawn on, got none: "
            "pass what the function returned, or its figure"
        )
    return " ".join(sentences)


def save(axes: Axes | Iterable[Axes], path: str | Path) -> Path:
    """Write the figure of ``axes`` to a PNG whose "Description" is its alternative text.

    Returns the path. Raises ValueError if ``path`` does not end in .png or there is no such text.
    """
    path = Path(path)
    if path.suffix.lower() != ".png":
        raise ValueError(f"expected a path that ends in .png, got {path.name!r}: rename it")
    figure = np.asarray(axes, dtype=object).flat[0].figure
    figure.savefig(path, metadata={"Description": alt_text(figure)})
    return path


def image_tag(axes: Axes | Iterable[Axes], attributes: str = "") -> str:
    """Close the figure of ``axes`` and return it as an HTML image with its alternative text.

    attributes: further ones of the image, as HTML.
    """
    text = html.escape(alt_text(axes))
    figure = np.asarray(axes, dtype=object).flat[0].figure
    # Explorers wait for this: `savefig` lays the figure out twice and packs it tightly.
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    buffer = io.BytesIO()
    pixels = np.asarray(canvas.buffer_rgba())
    plt.imsave(buffer, pixels, format="png", pil_kwargs={"compress_level": 1})
    plt.close(figure)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{text}"{attributes and " " + attributes}>'


def show() -> None:
    """Show all open figures in the notebook, each with its alternative text, and close them.

    It stands for `plt.show()`, which can't pass a text on; outside a notebook it is `plt.show()`.
    Raises ValueError for a figure without a text: `describe` gives it one.
    """
    if "inline" not in mpl.get_backend():
        plt.show()
        return
    from IPython.display import display

    for number in plt.get_fignums():
        figure = plt.figure(number)
        display(figure, metadata={"image/png": {"alt": alt_text(figure)}})
        plt.close(figure)
