"""Figures of where batch normalization fails, and of its relatives.

1. ``scale_curves``: loss and gradient against a factor on the weights.
2. ``gradient_depth``: gradients by layer, and their growth against the batch size.
3. ``accuracy_rows``: accuracies of several settings under several conditions, with intervals.
4. ``shared_statistics``: which values of feature maps share a mean and a variance.

Data in, Axes out; each figure has its alternative text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from course_utils import plot_style as style
from course_utils.intervals import Interval

KINDS = ("batch", "layer", "instance", "group")
#: Examples, channels and positions of the block that `shared_statistics` draws.
EXAMPLES, CHANNELS, POSITIONS = 4, 6, 5
#: How far the next example lies to the right and up, in cells.
DEPTH = np.array([0.5, 0.4])


def scale_curves(
    factors: npt.ArrayLike,
    losses: Mapping[str, npt.ArrayLike],
    gradients: Mapping[str, npt.ArrayLike],
) -> np.ndarray:
    """Loss and gradient norm of some networks against a factor on their weights, log axes.

    factors: shape (n,), positive, with 1 among them. losses, gradients: by network, shape (n,).
    Returns two Axes. Raises ValueError for other names or shapes, or no factor 1.
    """
    factors = np.asarray(factors, float)
    if losses.keys() != gradients.keys() or not losses or 1.0 not in factors:
        raise ValueError("expected losses and gradients of the same networks, and a factor of 1")
    axes = style.panels(None, 2, size=(5.2, 3.7))
    one = int(np.flatnonzero(factors == 1.0)[0])
    told = []
    for number, name in enumerate(losses):
        look = {
            "color": style.PALETTE[number],
            "marker": style.MARKERS[number],
            "linestyle": style.LINES[number],
            "label": name,
        }
        loss, gradient = (np.asarray(part[name], float) for part in (losses, gradients))
        if loss.shape != factors.shape or gradient.shape != factors.shape:
            raise ValueError(f"expected {len(factors)} values of {name!r}, one a factor")
        axes[0].loglog(factors, loss, **look)
        axes[1].loglog(factors, gradient / gradient[one], **look)
        told.append(f"{name}: loss {loss[0]:.2g} to {loss[-1]:.2g}")
    axes[1].loglog(factors, 1 / factors, color=style.GREY, linewidth=1, label="1 / factor")
    axes[0].set(xlabel="factor on the weights", ylabel="loss")
    axes[1].set(xlabel="factor on the weights", ylabel="gradient norm, relative to factor 1")
    style.legend_above(axes, own_figure=True, columns=4)
    told = f"Factors from {factors[0]:g} to {factors[-1]:g}. {'; '.join(told)}."
    style.describe(axes, f"Loss and gradient against a factor on the weights. {told}")
    return axes


def gradient_depth(
    norms: Mapping[str, npt.ArrayLike],
    growth: Mapping[str, Mapping[int, Interval]],
    theory: Mapping[str, Mapping[int, float]],
) -> np.ndarray:
    """Squared gradient norms by layer; beside them the factor a layer against the batch size.

    norms: network → shape (layers,), the layer next to the input first; drawn relative to the
    last. growth: network → batch size → interval. theory: the same names → batch size → factor,
    drawn as lines. Returns two Axes. Raises ValueError for nothing to draw.
    """
    if not norms or not growth:
        raise ValueError("expected at least one network in each panel, got none")
    axes = style.panels(None, 2, size=(5.4, 3.9))
    told = []
    for number, (name, values) in enumerate(norms.items()):
        values = np.asarray(values, float)
        relative = values / values[-1]
        look = {"color": style.PALETTE[number], "linestyle": style.LINES[number]}
        look["marker"] = style.MARKERS[number]
        axes[0].semilogy(np.arange(1, len(values) + 1), relative, markersize=4, **look, label=name)
        told.append(f"{name}: the first layer's is {relative[0]:.3g} times the last one's")
    axes[0].set(xlabel="layer, from the input", ylabel="‖gradient‖², relative to the last layer")
    for number, (name, by_size) in enumerate(growth.items()):
        colour, marker = style.PALETTE[number], style.MARKERS[number + 3]
        for size, interval in by_size.items():
            error = interval.half_width if np.isfinite(interval.half_width) else 0.0
            axes[1].errorbar(
                size, interval.mean, yerr=error, color=colour, marker=marker, capsize=4,
                markersize=7, markerfacecolor="white", linestyle="none",
                label=f"{name}, measured" if size == next(iter(by_size)) else None,
            )  # fmt: skip
            told.append(f"{name} at batch size {size}: {interval.format(digits=3)}")
        line = theory.get(name, {})
        look = {"color": colour, "linestyle": style.LINES[1 + number % 3]}
        axes[1].plot(list(line), list(line.values()), **look, label=f"{name}, theory")
    axes[1].set_xscale("log", base=2)
    sizes = sorted({size for by_size in growth.values() for size in by_size})
    axes[1].set_xticks(sizes, labels=[str(size) for size in sizes])
    axes[1].minorticks_off()
    axes[1].set(xlabel="batch size (log scale)", ylabel="growth of ‖gradient‖² a layer")
    axes[0].legend(loc="upper right")
    axes[1].legend(loc="upper right")
    style.describe(axes, f"Gradients by depth at initialisation. {'; '.join(told)}.")
    return axes


def accuracy_rows(
    accuracies: Mapping[str, Mapping[str, Interval]],
    ax: Axes | None = None,
    *,
    chance: float | None = 0.1,
) -> Axes:
    """Accuracies with intervals: one row a setting, one mark a condition.

    accuracies: setting → condition → interval of a share (0 to 1), drawn in percent. A condition
    of which runs diverged is marked by a cross at 0. chance: a line for guessing, or None.
    Returns the Axes. Raises ValueError for no settings.
    """
    if not accuracies:
        raise ValueError("expected at least one setting, got none")
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(8.0, 1.4 + 0.62 * len(accuracies)))
    conditions = list(dict.fromkeys(name for row in accuracies.values() for name in row))
    told = []
    for place, (setting, row) in enumerate(accuracies.items()):
        for condition, interval in row.items():
            number = conditions.index(condition)
            height = place + 0.18 * (number - (len(conditions) - 1) / 2)
            colour, marker = style.PALETTE[number], style.MARKERS[number]
            name = condition if place == 0 else None
            error = 100 * interval.half_width if np.isfinite(interval.half_width) else 0.0
            if interval.count:
                ax.errorbar(
                    100 * interval.mean, height, xerr=error, color=colour, marker=marker,
                    capsize=3, markersize=8, linestyle="none", label=name,
                )  # fmt: skip
            if interval.diverged:
                ax.plot(0, height, color=colour, marker="x", markersize=10, clip_on=False)
                ax.annotate("diverged", (1, height), va="center", fontsize=9)
            told.append(f"{setting}, {condition}: {interval.format(100, 1)} %")
    if chance is not None:
        ax.axvline(100 * chance, color=style.GREY, linestyle=":", label="guessing")
    ax.set_yticks(range(len(accuracies)), labels=list(accuracies))
    ax.set_ylim(len(accuracies) - 0.5, -0.5)
    ax.set_xlim(0, 102)
    ax.set_xlabel("accuracy (%)")
    style.legend_above([ax], own_figure=own, columns=4)
    style.describe(ax, f"Accuracies. {'; '.join(told)}.")
    return ax


def shared_statistics(
    kinds: str | Sequence[str] = KINDS,
    *,
    example: int = 0,
    channel: int = 2,
    groups: int = 2,
    axes: Iterable[Axes] | None = None,
) -> np.ndarray:
    """A block of feature maps for each kind: which values share statistics with the starred one.

    kinds: one or more of KINDS. example, channel: of the starred value, counted from 0; examples
    in front of it are drawn as outlines, so that its own can be seen. groups: for "group".
    Returns the Axes. Raises ValueError for another kind, an index outside of the block, or groups
    of unequal size.
    """
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if not kinds or not set(kinds) <= set(KINDS):
        raise ValueError(f"kinds must be some of {', '.join(KINDS)}, got {kinds}")
    if not (0 <= example < EXAMPLES and 0 <= channel < CHANNELS):
        raise ValueError(f"there are {EXAMPLES} examples and {CHANNELS} channels, from 0")
    if groups < 1 or CHANNELS % groups:
        raise ValueError(f"{CHANNELS} channels can't be split into {groups} equal groups")
    axes = style.panels(axes, len(kinds), size=(2.9, 2.5))
    told = []
    for ax, kind in zip(axes, kinds, strict=True):
        shares = _shares(kind, example, channel, groups)
        _draw_block(ax, shares, example, channel)
        name = f"group, {groups} groups" if kind == "group" else kind
        ax.set_title(f"{name}\n{shares.sum()} of {shares.size} values")
        told.append(f"{name}: {shares.sum()} of {shares.size} values share their statistics")
    style.describe(
        axes,
        f"A block of {EXAMPLES} examples, {CHANNELS} channels and {POSITIONS} positions, and one "
        f"value of example {example + 1}, channel {channel + 1}. {'; '.join(told)}.",
    )
    return axes


def _shares(kind: str, example: int, channel: int, groups: int) -> np.ndarray:
    """Which values share statistics with one of them, shape (examples, channels, positions)."""
    size = {"batch": 1, "layer": CHANNELS, "instance": 1, "group": CHANNELS // groups}[kind]
    shares = np.zeros((EXAMPLES, CHANNELS, POSITIONS), bool)
    first = channel // size * size
    chosen = slice(None) if kind == "batch" else example
    shares[chosen, first : first + size] = True
    return shares


def _draw_block(ax: Axes, shares: np.ndarray, example: int, channel: int) -> None:
    """The block from the given example backwards: its front, its top and its right side."""
    right, up = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    tints = {"front": ("#0072B2", "#F4F4F4"), "top": ("#3D95C6", "#E3E3E3")}
    tints["side"] = ("#005180", "#D2D2D2")

    def cell(corner, one, other, shared: bool, face: str) -> None:
        corners = [corner, corner + one, corner + one + other, corner + other]
        colour = tints[face][0 if shared else 1]
        ax.add_patch(Polygon(corners, facecolor=colour, edgecolor="white", linewidth=1.2))

    for n in reversed(range(example, EXAMPLES)):
        for c in range(CHANNELS):
            corner = n * DEPTH + c * right + POSITIONS * up
            cell(corner, right, DEPTH, shares[n, c, -1], "top")
        for p in range(POSITIONS):
            corner = n * DEPTH + CHANNELS * right + p * up
            cell(corner, DEPTH, up, shares[n, -1, p], "side")
    for c in range(CHANNELS):
        for p in range(POSITIONS):
            corner = example * DEPTH + c * right + p * up
            cell(corner, right, up, shares[example, c, p], "front")
    star = example * DEPTH + (channel + 0.5) * right + 1.5 * up
    ax.plot(*star, marker="*", markersize=14, color=style.YELLOW, markeredgecolor="black")
    for n in range(example):
        corners = [n * DEPTH, n * DEPTH + CHANNELS * right]
        corners += [corners[1] + POSITIONS * up, corners[0] + POSITIONS * up]
        ax.add_patch(Polygon(corners, fill=False, edgecolor=style.GREY, linestyle=":"))
    ax.text(CHANNELS / 2, -0.3, "channels C", ha="center", va="top", fontsize=10)
    ax.text(
        -0.3, POSITIONS / 2, "positions H, W", ha="right", va="center", rotation=90, fontsize=10
    )
    ax.text(
        *(CHANNELS * right + EXAMPLES / 2 * DEPTH + [0.35, -0.1]), "examples N", fontsize=10,
        ha="left", va="top", rotation=float(np.degrees(np.arctan2(*DEPTH[::-1]))),
        rotation_mode="anchor",
    )  # fmt: skip
    ax.set_xlim(-1.2, CHANNELS + EXAMPLES * DEPTH[0] + 1.4)
    ax.set_ylim(-1.2, POSITIONS + EXAMPLES * DEPTH[1] + 0.2)
    ax.set_aspect("equal")
    ax.axis("off")
