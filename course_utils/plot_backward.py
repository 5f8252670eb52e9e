"""Figures of the gradient that goes back through a BN layer.

1. ``example_gradients``: the upstream gradient of each example, and what reaches each input.
2. ``projection_steps``: an upstream gradient loses its part along 1, then that along x̂.
3. ``path_sums``: the two sums over the batch that a complete gradient makes zero.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from course_utils import plot_style as style

_COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE)


def example_gradients(
    dy: npt.ArrayLike, gradients: Mapping[str, npt.ArrayLike], axes: npt.ArrayLike | None = None
) -> np.ndarray:
    """Bars an example: above its upstream gradient dy, below its dx by each of several methods.

    dy: shape (m,). gradients: name → dx, shape (m,). axes: two Axes. Returns both.
    Raises ValueError for no gradients, other shapes, or values that are not finite.
    """
    dy = np.asarray(dy, dtype=float)
    named = {name: np.asarray(values, dtype=float) for name, values in gradients.items()}
    if not named or dy.ndim != 1 or any(values.shape != dy.shape for values in named.values()):
        raise ValueError(
            f"expected gradients of shape {dy.shape} by their names and a dy of shape (m,), "
            f"got { ({name: values.shape for name, values in named.items()}) }"
        )
    if not all(np.isfinite(values).all() for values in (dy, *named.values())):
        raise ValueError("expected finite gradients, got some that are not: check the inputs")
    own = axes is None
    axes = style.panels(axes, 2, size=(8.0, 2.1), columns=1, sharex=True)
    examples = np.arange(1, len(dy) + 1)
    axes[0].bar(examples, dy, 0.5, color=style.BLACK)
    axes[0].set_ylabel("dy")
    width = 0.8 / len(named)
    told = []
    for index, (name, values) in enumerate(named.items()):
        places = examples + (index - (len(named) - 1) / 2) * width
        look = {"color": _COLOURS[index % 4], "hatch": style.HATCHES[index % 4]}
        axes[1].bar(places, values, width, label=f"dx, {name}", edgecolor="white", **look)
        told.append(f"dx, {name}: {_numbers(values)}")
    axes[1].set(xlabel="example of the batch", ylabel="dx")
    axes[1].set_xticks(examples)
    for ax in axes:
        ax.axhline(0, color=style.BLACK, linewidth=0.8)
        ax.grid(visible=False, axis="x")
    style.legend_above(axes if own else axes[1:], own_figure=own, columns=2)
    style.describe(axes, f"Gradients by example. dy: {_numbers(dy)}. {'. '.join(told)}.")
    return axes


def projection_steps(
    dy: npt.ArrayLike, x_hat: npt.ArrayLike, axes: npt.ArrayLike | None = None
) -> np.ndarray:
    """Two arrows a panel: dy before and after it loses its part along 1, then that along x̂.

    dy, x_hat: shape (m,), x_hat normalised over the batch with any ε. Each panel shows the plane
    that holds the arrow and the direction in question, so lengths and angles are true. The last
    arrow is dx · std / γ. Returns both Axes.
    Raises ValueError for other shapes, and for an x_hat that is zero or whose mean is not.
    """
    dy, x_hat = np.asarray(dy, dtype=float), np.asarray(x_hat, dtype=float)
    if dy.ndim != 1 or dy.shape != x_hat.shape:
        raise ValueError(f"expected dy and x_hat of one shape (m,), got {dy.shape}, {x_hat.shape}")
    if not x_hat.any() or abs(x_hat.mean()) > 1e-6 * np.abs(x_hat).max():
        raise ValueError("expected an x_hat with mean 0 that is not all zeros: normalise it first")
    centred = dy - dy.mean()
    final = centred - x_hat * (centred * x_hat).mean()
    axes = style.panels(axes, 2, size=(5.0, 3.6))
    steps = (
        (np.ones_like(dy), dy, centred, "the direction 1 = (1, …, 1)", ("dy", "dy − mean")),
        (x_hat, centred, final, "the direction of x̂", ("dy − mean", "dx · std / γ")),
    )
    told = []
    for ax, (direction, before, after, name, labels) in zip(axes, steps, strict=True):
        along = direction / np.linalg.norm(direction)
        rest = before - along * (before @ along)
        across = rest / (np.linalg.norm(rest) or 1.0)
        ends = [(arrow @ along, arrow @ across) for arrow in (before, after)]
        # Each label on the side away from the other arrow.
        outward = 1 if ends[0][0] >= ends[1][0] else -1
        for end, label, colour, sign in zip(
            ends, labels, (style.ORANGE, style.BLUE), (outward, -outward), strict=True
        ):
            arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 2.2}
            ax.annotate("", end, (0, 0), arrowprops=arrow | {"shrinkA": 0, "shrinkB": 0})
            place = {"xytext": (8 * sign, 4), "textcoords": "offset points"}
            place["ha"] = "left" if sign > 0 else "right"
            ax.annotate(label, end, color=colour, fontweight="bold", **place)
        ax.plot(*zip(*ends, strict=True), color=style.GREY, linestyle=":", linewidth=1.6)
        reach = np.linalg.norm(before) or 1.0
        middle = (ends[0][0] + ends[1][0]) / 2
        ax.set(xlim=(middle - reach, middle + reach), ylim=(-0.1 * reach, 1.2 * reach))
        ax.set_aspect("equal")
        ax.axhline(0, color=style.BLACK, linewidth=0.8)
        ax.axvline(0, color=style.BLACK, linewidth=0.8)
        ax.set(xlabel=f"along {name}", ylabel="across it")
        told.append(f"along {name}, from {ends[0][0]:.2f} to {ends[1][0]:.2f}")
    style.describe(axes, f"Arrows that lose one component each: {'; '.join(told)}.")
    return axes


def path_sums(
    sums: Mapping[str, tuple[float, float]], axes: npt.ArrayLike | None = None
) -> np.ndarray:
    """Bars: the sums over the batch of dx and of dx · x̂, for several backward passes.

    sums: name of the backward pass → (Σ dx, Σ dx · x̂). axes: two Axes. Returns both.
    Raises ValueError for no backward passes.
    """
    if not sums:
        raise ValueError("expected at least one backward pass by its name, got none")
    axes = style.panels(axes, 2, size=(5.0, 0.9 + 0.4 * len(sums)), sharey=True)
    names = list(sums)
    table = np.array([sums[name] for name in names], dtype=float)
    for column, (ax, title) in enumerate(zip(axes, ("Σ dx", "Σ dx · x̂"), strict=True)):
        values = table[:, column]
        ax.barh(names, values, 0.6, color=_COLOURS[column], hatch=style.HATCHES[column])
        largest = max(np.abs(values).max(), 1e-12)
        for row, value in enumerate(values):
            gap = 0.02 * largest if value >= 0 else -0.02 * largest
            # Rounding leaves −0.00, which looks like a sign.
            word = f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")
            ax.text(value + gap, row, word, va="center", ha="left" if gap > 0 else "right")
        ax.set_xlim(min(values.min(), 0) - 0.3 * largest, max(values.max(), 0) + 0.3 * largest)
        ax.axvline(0, color=style.BLACK, linewidth=0.8)
        ax.grid(visible=False, axis="y")
        ax.set_xlabel(f"{title} over the batch")
    axes[0].invert_yaxis()
    told = "; ".join(
        f"{name}: {first:.2f} and {second:.2f}"
        for name, (first, second) in zip(names, table, strict=True)
    )
    style.describe(axes, f"Sums of dx and of dx · x̂ over the batch. {told}.")
    return axes


def _numbers(values: np.ndarray) -> str:
    return ", ".join(f"{value:.2f}" for value in values)
