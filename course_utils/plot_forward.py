"""Figures of batch normalization's forward pass.

1. ``unit_histograms``: what several units return, before and after they are normalised.
2. ``moved_example``: one example of a batch is moved, and all the others' x̂ and y move with it.
3. ``root_with_epsilon``: what ε does to the number that a unit is multiplied by.
4. ``moving_statistics``: how the moving mean and variance settle.
5. ``statistics_noise``: one example in many batches, and the noise of their means.

Data in, Axes out; each figure has its alternative text.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from course_utils import plot_style as style


def unit_histograms(before: npt.ArrayLike, after: npt.ArrayLike) -> np.ndarray:
    """Histograms of a few units over a batch: as they are, and normalised.

    before, after: shape (m, units), at most four units. Returns an array of two Axes.
    Raises ValueError for other shapes.
    """
    before, after = np.asarray(before, float), np.asarray(after, float)
    if before.ndim != 2 or before.shape != after.shape or not 1 <= before.shape[1] <= 4:
        raise ValueError(
            f"expected two arrays of one shape (m, units) with 1 to 4 units, got {before.shape} "
            f"and {after.shape}"
        )
    axes = style.panels(None, 2, size=(5.2, 3.4))
    told = []
    for ax, values, name in zip(axes, (before, after), ("before", "normalised"), strict=True):
        edges = np.linspace(values.min(), values.max(), 41)
        for unit, column in enumerate(values.T):
            look = {"color": style.PALETTE[unit], "linestyle": style.LINES[unit], "linewidth": 1.8}
            ax.stairs(np.histogram(column, edges)[0], edges, label=f"unit {unit + 1}", **look)
            # Adding 0 turns the −0 of a rounded mean into 0.
            mean, std = round(column.mean(), 2) + 0.0, column.std()
            told.append(f"unit {unit + 1} {name}: mean {mean:.2f}, standard deviation {std:.2f}")
        ax.set_title(name)
        ax.set_xlabel("value of the unit")
    axes[0].set_ylabel("examples (count)")
    style.legend_above(axes, own_figure=True, columns=4)
    style.describe(axes, f"Histograms over {len(before)} examples. {'; '.join(told)}.")
    return axes


def moved_example(
    x: npt.ArrayLike,
    index: int,
    value: float,
    *,
    gamma: float = 1.0,
    beta: float = 0.0,
    epsilon: float = 1e-3,
) -> np.ndarray:
    """One unit's batch before and after one example is moved: x, x̂ and y = γx̂ + β.

    x: the batch, shape (m,), m > 1. index: the example that is moved to `value`. Hollow marks
    are the batch as it was, filled ones after the move. Returns an array of three Axes.
    Raises ValueError for another shape, or an index that is not in the batch.
    """
    x = np.asarray(x, float)
    if x.ndim != 1 or len(x) < 2 or not 0 <= index < len(x):
        raise ValueError(f"expected 2 or more values and one of them, got {x.shape}, {index}")
    moved = np.where(np.arange(len(x)) == index, value, x)
    stages = []
    for batch in (x, moved):
        x_hat = (batch - batch.mean()) / np.sqrt(batch.var() + epsilon)
        stages.append((batch, x_hat, gamma * x_hat + beta))
    axes = style.panels(None, 3, size=(8.0, 1.15), columns=1)
    titles = ("x", "x̂, normalised", f"y = γ x̂ + β, γ = {gamma:g}, β = {beta:g}")
    for ax, before, after, title in zip(axes, *stages, titles, strict=True):
        for example, (start, end) in enumerate(zip(before, after, strict=True)):
            if abs(end - start) > 1e-12:
                arrow = {"arrowstyle": "->", "color": style.GREY, "shrinkA": 4, "shrinkB": 4}
                ax.annotate("", (end, 0), (start, 1), arrowprops=arrow)
            look = _MOVED if example == index else _OTHER
            ax.plot(start, 1, markerfacecolor="white", **look)
            ax.plot(end, 0, **look, label="the moved example" if example == index else "the others")
        ax.set_title(title, loc="left", fontsize=11)
        ax.set_yticks([0, 1], labels=["after", "before"])
        ax.set_ylim(-0.6, 1.6)
        ax.grid(visible=False, axis="y")
    axes[0].set_xlim(min(-1.0, moved.min() - 1), max(13.0, moved.max() + 1))
    axes[1].set_xlim(-3.2, 3.2)
    reach = 3.2 * abs(gamma) or 1.0
    axes[2].set_xlim(beta - reach, beta + reach)
    style.legend_above(axes, own_figure=True, columns=2)
    change = np.abs(np.delete(stages[1][1] - stages[0][1], index)).max()
    style.describe(
        axes,
        f"A batch of {len(x)} values of one unit, of which one is moved from {x[index]:g} to "
        f"{value:g}. The x̂ of the others, whose x stays, change by up to {change:.2f}. With "
        f"γ = {gamma:g} and β = {beta:g} the y of the moved one goes from "
        f"{stages[0][2][index]:.2f} to {stages[1][2][index]:.2f}.",
    )
    return axes


_OTHER = {"marker": "o", "color": style.BLUE, "markersize": 8, "linestyle": "none"}
_MOVED = {"marker": "D", "color": style.VERMILLION, "markersize": 8, "linestyle": "none"}


def root_with_epsilon(epsilons: Mapping[str, float], ax: Axes | None = None) -> Axes:
    """What a centred value is multiplied by, against the standard deviation σ of its unit.

    epsilons: name → ε > 0, drawn inside the root, 1/√(σ² + ε); and each outside of it, 1/(σ + ε).
    Returns the Axes. Raises ValueError for no ε, or one that is not positive.
    """
    if not epsilons or not all(value > 0 for value in epsilons.values()):
        raise ValueError(f"expected positive values of ε by name, got {dict(epsilons)}")
    own = ax is None
    (ax,) = style.panels(ax, 1, size=(7.5, 4.2))
    sigma = np.geomspace(1e-6, 10, 400)
    ax.plot(sigma, 1 / sigma, color=style.PALE, linewidth=4, label="without ε: 1/σ")
    told = []
    for index, (name, epsilon) in enumerate(epsilons.items()):
        look = {"color": style.PALETTE[index], "marker": style.MARKERS[index], "markevery": 40}
        inside = f"{name}, ε = {epsilon:g} inside the root"
        ax.plot(sigma, 1 / np.sqrt(sigma**2 + epsilon), **look, label=inside)
        outside = f"{name}, ε = {epsilon:g} outside"
        ax.plot(sigma, 1 / (sigma + epsilon), **look, linestyle=":", label=outside)
        bounds = f"{epsilon**-0.5:.0f} inside the root, {1 / epsilon:.0f} outside"
        told.append(f"{name}: at most {bounds}")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(0.05, 1e6)
    ax.set_xlabel("standard deviation σ of the unit over the batch (log scale)")
    ax.set_ylabel("factor (log scale)")
    style.legend_above([ax], own_figure=own, columns=1)
    style.describe(ax, f"The factor before γ. {'; '.join(told)}; without ε it has no bound.")
    return ax


def moving_statistics(
    curves: Mapping[str, npt.ArrayLike], kept: Mapping[str, float], targets: Sequence[float]
) -> np.ndarray:
    """How moving mean and variance of one unit settle, a band over repetitions each.

    curves: name → shape (repetitions, steps, 2), mean and variance after each step, from the start
    values 0 and 1 on. kept: name → share kept at each step, for the dotted expectation.
    targets: the unit's mean and variance over all data. Returns an array of two Axes.
    Raises ValueError for other shapes or names that differ.
    """
    arrays = {name: np.asarray(values, float) for name, values in curves.items()}
    if not arrays or arrays.keys() != kept.keys():
        raise ValueError(f"expected one kept share a curve, got {list(arrays)} and {list(kept)}")
    if any(a.ndim != 3 or a.shape[2] != 2 or not a.size for a in arrays.values()):
        shapes = {name: a.shape for name, a in arrays.items()}
        raise ValueError(f"expected shapes (repetitions, steps, 2), got {shapes}")
    axes = style.panels(None, 2, size=(5.2, 3.6))
    told = []
    names = ("moving mean", "moving variance")
    for which, (ax, title, start) in enumerate(zip(axes, names, (0.0, 1.0), strict=True)):
        target = targets[which]
        ax.axhline(target, color=style.PALE, linewidth=4, label="over all training digits")
        for index, (name, values) in enumerate(arrays.items()):
            steps = np.arange(1, values.shape[1] + 1)
            look = {"color": style.PALETTE[index]}
            drawn = values[:, :, which]
            ax.plot(steps, drawn.mean(axis=0), label=name, linestyle=style.LINES[index], **look)
            ax.fill_between(steps, drawn.min(axis=0), drawn.max(axis=0), alpha=0.2, **look)
            expected = target + (start - target) * kept[name] ** steps
            ax.plot(steps, expected, color=style.BLACK, linestyle=":", linewidth=1.4)
            told.append(f"{title}, {name}: {drawn[:, -1].mean():.2f} of {target:.2f}")
        ax.set_title(title)
        ax.set_xlabel("training steps")
    axes[0].set_ylabel("value")
    style.legend_above(axes, own_figure=True, columns=2)
    style.describe(
        axes, f"Moving statistics against steps. After {values.shape[1]} steps {'; '.join(told)}."
    )
    return axes


def statistics_noise(
    examples: Mapping[int, npt.ArrayLike],
    settled: float,
    noise: Mapping[str, Mapping[int, npt.ArrayLike]],
) -> np.ndarray:
    """Left: one example's x̂ in many batches. Right: noise of batch statistics by batch size.

    examples: batch size → that example's x̂ in several batches, shape (batches,). settled: its x̂
    at inference. noise: name → batch size → relative standard deviation of the statistic, shape
    (repetitions,). The black line is 1/√B. Returns an array of two Axes.
    Raises ValueError for nothing to draw.
    """
    if not examples or not noise:
        raise ValueError("expected at least one batch size and one statistic, got none")
    axes = style.panels(None, 2, size=(5.2, 3.8))
    left, right = axes
    for place, values in enumerate(examples.values()):
        values = np.asarray(values, float)
        # Spread by rank, not at random: the same figure in every run of the same numbers.
        aside = (np.arange(len(values)) % 9 - 4) / 16
        left.plot(place + aside, values, "o", color=style.BLUE, markersize=3, alpha=0.6)
    left.axhline(settled, color=style.VERMILLION, label="x̂ at inference")
    left.set_xticks(range(len(examples)), labels=[str(size) for size in examples])
    left.set_xlabel("batch size B")
    left.set_ylabel("x̂ of one and the same digit")
    told = []
    for index, (name, by_size) in enumerate(noise.items()):
        sizes = np.array(list(by_size))
        table = np.array([np.asarray(values, float) for values in by_size.values()])
        look = {"color": style.PALETTE[index], "marker": style.MARKERS[index], "linestyle": "none"}
        right.plot(sizes, table.mean(axis=1), label=name, **look)
        right.vlines(sizes, table.min(axis=1), table.max(axis=1), color=style.PALETTE[index])
        means = zip(sizes, table.mean(axis=1), strict=True)
        told += [f"{name} at B = {size}: {mean:.3f}" for size, mean in means]
    reach = np.array([sizes.min(), sizes.max()], float)
    right.plot(reach, reach**-0.5, color=style.BLACK, linewidth=1.2, label="1/√B")
    right.set_xscale("log", base=2)
    right.set_yscale("log", base=2)
    right.set_xticks(sizes, labels=[str(size) for size in sizes])
    right.set_yticks(_ROUND, labels=[f"{value:g}" for value in _ROUND])
    right.set_ylim(table.min() * 0.6, 1.5)
    right.set_xlabel("batch size B (log scale)")
    right.set_ylabel("noise, relative (log scale)")
    style.legend_above(axes, own_figure=True, columns=2)
    ranges = [f"B = {size}: {np.min(v):.2f} to {np.max(v):.2f}" for size, v in examples.items()]
    style.describe(
        axes,
        f"Left: x̂ of one digit in many batches, {', '.join(ranges)}; at inference {settled:.2f}. "
        f"Right, noise of batch statistics: {'; '.join(told)}.",
    )
    return axes


_ROUND = (1, 0.5, 0.25, 0.125, 0.0625, 0.03125)
