"""A figure of what one digit is called in several batches: ``batch_composition``."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_utils import plot_style as style
from course_utils.plot_digits import CLASSES


def batch_composition(
    probabilities: Mapping[str, npt.ArrayLike], label: int, ax: Axes | None = None
) -> Axes:
    """One row a batch: the probabilities that the ten classes of one and the same digit get there.

    probabilities: name of the batch → shape (10,), summing to 1. label: the digit's true class.
    The class with the largest probability is framed in each row. Returns the Axes.
    Raises ValueError for no batches, other shapes, and logits in place of probabilities.
    """
    if not probabilities:
        raise ValueError("expected at least one batch by its name, got none")
    table = np.array([np.asarray(row, dtype=float) for row in probabilities.values()])
    if table.shape[1:] != (CLASSES,):
        raise ValueError(f"expected {CLASSES} probabilities a batch, got shape {table.shape[1:]}")
    if not (table.min() >= 0 and np.allclose(table.sum(axis=1), 1, atol=1e-3)):
        raise ValueError("expected probabilities that sum to 1, got others: apply softmax first")
    (ax,) = style.panels(ax, 1, size=(8.0, 1.3 + 0.34 * len(table)))
    words = np.array([[f"{value:.2f}" if value >= 0.005 else "" for value in row] for row in table])
    sns.heatmap(
        table,
        vmin=0,
        vmax=1,
        cmap="cividis",
        annot=words,
        fmt="",
        annot_kws={"size": 9},
        linewidths=0.5,
        yticklabels=list(probabilities),
        cbar_kws={"label": "probability"},
        ax=ax,
    )
    for row, best in enumerate(table.argmax(axis=1)):
        frame = {"fill": False, "edgecolor": style.VERMILLION, "linewidth": 2.5}
        ax.add_patch(Rectangle((best, row), 1, 1, **frame))
    ax.tick_params(axis="y", rotation=0)
    ax.set_xlabel(f"class (the digit's label is {label}; the frame marks the predicted class)")
    told = [
        f"{name}: {row.argmax()} with probability {row.max():.2f}"
        for name, row in zip(probabilities, table, strict=True)
    ]
    style.describe(ax, f"Predictions of one digit with label {label}, by batch: {'; '.join(told)}.")
    return ax
