"""The computation graph of batch normalization, drawn: ``computation_graph``.

Boxes hold what the forward pass computes; every arrow carries the local derivative that the
backward pass multiplies by when it goes back along it. The three ways from x to x̂ differ in
colour and in line: direct, through the mean, through the variance.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from course_utils import plot_style as style

#: Name of a path from x to x̂: its colour and line.
PATH_LOOK = {
    "direct": (style.BLACK, "-"),
    "mean": (style.BLUE, (0, (5, 2))),
    "variance": (style.VERMILLION, (0, (5, 2, 1, 2))),
}
PATH_NAME = {
    "direct": "directly",
    "mean": "through the mean",
    "variance": "through the variance",
}


@dataclass(frozen=True)
class _Arrow:
    """From one box to another, with the local derivative, and where that is written."""

    start: str
    end: str
    derivative: str
    label: tuple[float, float]
    path: str = ""
    bend: float = 0.0


_BOXES: Mapping[str, tuple[float, float, str]] = {
    "x": (0.0, 0.0, "$x_i$"),
    "mean": (3.6, 3.3, r"$\mu_\mathcal{B} = \dfrac{1}{m}\sum x_i$"),
    "variance": (3.6, 1.5, r"$\sigma^2_\mathcal{B} = \dfrac{1}{m}\sum (x_i - \mu_\mathcal{B})^2$"),
    "x_hat": (
        7.7,
        0.0,
        r"$\hat x_i = \dfrac{x_i - \mu_\mathcal{B}}{\sqrt{\sigma^2_\mathcal{B} + \varepsilon}}$",
    ),
    "gamma": (9.0, 2.2, r"$\gamma$"),
    "beta": (11.4, 2.2, r"$\beta$"),
    "y": (10.7, 0.0, r"$y_i = \gamma \hat x_i + \beta$"),
    "loss": (13.0, 0.0, r"$\ell$"),
}
_ROOT = r"\sqrt{\sigma^2_\mathcal{B} + \varepsilon}"
_ARROWS = (
    _Arrow("x", "x_hat", rf"$\dfrac{{1}}{{{_ROOT}}}$", (3.6, -0.5), "direct"),
    _Arrow("x", "variance", r"$\dfrac{2\,(x_i - \mu_\mathcal{B})}{m}$", (1.85, 1.3), "variance"),
    _Arrow(
        "variance",
        "x_hat",
        r"$-\dfrac{x_i - \mu_\mathcal{B}}{2\,(\sigma^2_\mathcal{B} + \varepsilon)^{3/2}}$",
        (5.75, 1.4),
        "variance",
    ),
    _Arrow("x", "mean", r"$\dfrac{1}{m}$", (0.75, 2.2), "mean", -0.2),
    _Arrow("mean", "x_hat", rf"$-\dfrac{{1}}{{{_ROOT}}}$", (7.15, 2.5), "mean", -0.25),
    _Arrow("mean", "variance", "0", (3.85, 2.4), "mean"),
    _Arrow("x_hat", "y", r"$\gamma$", (9.1, -0.32)),
    _Arrow("gamma", "y", r"$\hat x_i$", (9.45, 1.15)),
    _Arrow("beta", "y", "1", (11.35, 1.15)),
    _Arrow("y", "loss", r"$dy_i$", (12.3, -0.32)),
)


def computation_graph(ax: Axes | None = None) -> Axes:
    """Draw the graph of batch normalization in training mode for one unit; return the Axes.

    The arrow from the mean to the variance is labelled 0: −2/m · Σ (x_i − μ) vanishes.
    """
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(11.0, 4.3))
    ax.set(xlim=(-0.7, 13.5), ylim=(-0.95, 4.0))
    ax.axis("off")
    boxes = {name: _box(ax, *place) for name, place in _BOXES.items()}
    for arrow in _ARROWS:
        colour, line = PATH_LOOK.get(arrow.path, ("#555555", "-"))
        ax.add_patch(
            FancyArrowPatch(
                _BOXES[arrow.start][:2],
                _BOXES[arrow.end][:2],
                patchA=boxes[arrow.start].get_bbox_patch(),
                patchB=boxes[arrow.end].get_bbox_patch(),
                shrinkA=2,
                shrinkB=2,
                arrowstyle="-|>",
                mutation_scale=14,
                linewidth=1.8,
                color=colour,
                linestyle=line,
                connectionstyle=f"arc3,rad={arrow.bend}",
            )
        )
        ax.text(*arrow.label, arrow.derivative, color=colour, ha="center", va="center", fontsize=12)
    for path, (colour, line) in PATH_LOOK.items():
        ax.plot([], [], color=colour, linestyle=line, label=f"from x to x̂ {PATH_NAME[path]}")
    style.legend_above([ax], own_figure=own, columns=3)
    style.describe(
        ax,
        "Computation graph of batch normalization. x feeds the mean, the variance and x̂; the mean "
        "feeds the variance and x̂; the variance feeds x̂; x̂, γ and β give y, and y gives the loss. "
        "Each arrow carries its local derivative: 1 over the root from x to x̂, 1/m from x to the "
        "mean, minus 1 over the root from the mean to x̂, 2 (x − mean) / m from x to the variance, "
        "minus (x − mean) over twice the root cubed from the variance to x̂, 0 from mean to "
        "variance, γ from x̂ to y, x̂ from γ to y, 1 from β to y.",
    )
    return ax


def _box(ax: Axes, x: float, y: float, formula: str):
    frame = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": style.BLACK}
    return ax.text(x, y, formula, ha="center", va="center", fontsize=12, bbox=frame, zorder=3)
