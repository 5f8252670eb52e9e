"""A figure of one batch in BN's two modes: ``two_modes``."""

import numpy as np
import numpy.typing as npt

from course_utils import plot_style as style


def two_modes(
    batch: npt.ArrayLike,
    moving_mean: float,
    moving_variance: float,
    *,
    index: int = 0,
    epsilon: float = 1e-3,
    reach: tuple[float, float] | None = None,
) -> np.ndarray:
    """One unit's batch: x with both pairs of statistics, x̂ in training mode and at inference.

    batch: shape (m,), m > 1. index: the example that is marked. moving_mean, moving_variance: what
    the layer has collected so far. reach: limits of the first axis, those of the data if None.
    Returns an array of three Axes. Raises ValueError for another shape, an index outside the
    batch, or a moving variance below 0.
    """
    batch = np.asarray(batch, float)
    if batch.ndim != 1 or len(batch) < 2 or not 0 <= index < len(batch):
        raise ValueError(f"expected 2 or more values and one of them, got {batch.shape}, {index}")
    if moving_variance < 0:
        raise ValueError(f"expected a moving variance of 0 or more, got {moving_variance}")
    statistics = {
        "training mode": (batch.mean(), batch.var()),
        "inference mode": (moving_mean, moving_variance),
    }
    axes = style.panels(None, 3, size=(8.0, 1.2), columns=1)
    _dots(axes[0], batch, index)
    axes[0].set_title("x, with mean ± standard deviation", loc="left", fontsize=11)
    if reach is not None:
        axes[0].set_xlim(*reach)
    told = []
    looks = zip(statistics.items(), (1.0, -1.0), (style.BLUE, style.GREEN), strict=True)
    for ax, ((mode, (mean, variance)), height, color) in zip(axes[1:], looks, strict=True):
        name = "of this batch" if mode == "training mode" else "moving"
        spread = np.sqrt(variance)
        above = {"marker": "|" if height > 0 else "x", "color": color, "label": name}
        axes[0].errorbar(mean, height, xerr=spread, capsize=5, linestyle="none", **above)
        x_hat = (batch - mean) / np.sqrt(variance + epsilon)
        _dots(ax, x_hat, index)
        ax.axvline(0, color=style.GREY, linewidth=1)
        ax.set_title(f"x̂ in {mode}", loc="left", fontsize=11)
        # Beyond, a mark stands at the edge: the axis has to stand still.
        ax.set_xlim(-6.2, 6.2)
        told.append(
            f"In {mode}, x̂ of the batch has mean {_rounded(x_hat.mean())} and standard deviation "
            f"{x_hat.std():.2f}, and that of the marked example is {_rounded(x_hat[index])}."
        )
    axes[0].set_ylim(-1.8, 1.8)
    style.legend_above(axes, own_figure=True, columns=4)
    style.describe(axes, f"A batch of {len(batch)} in both modes. {' '.join(told)}")
    return axes


def _dots(ax, values: np.ndarray, index: int) -> None:
    """All examples on a line, one of them marked."""
    shown = values if ax.get_subplotspec().is_first_row() else np.clip(values, -6, 6)
    others = np.delete(shown, index)
    look = {"linestyle": "none", "color": style.SKY, "markeredgecolor": style.BLACK}
    ax.plot(others, np.zeros(len(others)), "o", markersize=6, label="the others", alpha=0.6, **look)
    look |= {"color": style.VERMILLION}
    ax.plot(shown[index], 0, "D", markersize=8, label="the marked example", **look)
    ax.set_yticks([])
    ax.set_ylim(-1, 1)


def _rounded(value: float) -> str:
    """Two digits; adding 0 turns the −0 of a rounded number into 0."""
    return f"{round(float(value), 2) + 0.0:.2f}"
