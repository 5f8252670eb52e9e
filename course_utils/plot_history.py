"""Figures of training histories: networks with and without BN, over seeds.

1. ``check_history`` refuses frames that a figure would misrepresent (mixed presets, repeats).
2. ``learning_curves`` and ``preset_curves`` (value against epoch), ``batch_size_figure``,
   ``paired_differences``: data in, Axes out.
3. Means and 95 % intervals over seeds come from ``intervals``, as those of the tables do.

Values that are not finite (diverged runs) are left out of means and intervals, and their runs are
counted as "diverged" in the figure. The accuracy of a network of NaNs is finite and says nothing:
it is left out from the epoch on in which the loss of its run is not finite.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from course_utils import plot_style as style
from course_utils.intervals import Interval, epoch_seconds, mean_interval

COLUMNS = ("run", "seed", "preset", "batch_norm", "batch_size", "epoch", "metric", "split", "value")
RUN = ["preset", "batch_norm", "batch_size", "seed"]
_AXIS_LABEL = {"accuracy": "accuracy (%)", "loss": "loss (nats)"}
_SCALE = {"accuracy": 100.0, "loss": 1.0}
_UNIT = {"accuracy": "percentage points", "loss": "nats"}


def check_history(history: pd.DataFrame, *, one: Sequence[str] = ()) -> pd.DataFrame:
    """The history with a column ``diverged``: has its run a value that is not finite?

    A run's accuracy is NaN from the first epoch on in which one of its losses is not finite.
    one: columns that may hold only one value, because the figure has no place for a second.
    Returns a new frame. Raises ValueError for missing columns, an empty frame, several values in a
    column of ``one``, a ``batch_norm`` that is not boolean, and values that stand there twice (a
    repeated run would narrow the interval).
    """
    missing = [column for column in COLUMNS if column not in history.columns]
    if missing:
        raise ValueError(
            f"expected a history with the columns {', '.join(COLUMNS)}; got "
            f"{', '.join(map(str, history.columns)) or 'none'}: add {', '.join(missing)}"
        )
    if history.empty:
        raise ValueError("expected a history with at least one row, got 0: train a network first")
    if not history["batch_norm"].isin([True, False]).all():
        found = ", ".join(map(repr, history["batch_norm"].unique().tolist()))
        raise ValueError(f"expected batch_norm to be True or False, got {found}: convert it")
    for column in one:
        values = history[column].unique().tolist()
        if len(values) > 1:
            raise ValueError(
                f"expected one {column}, got {', '.join(map(str, values))}: "
                f"select one first, e.g. history[history[{column!r}] == {values[0]!r}]"
            )
    keys = [*RUN, "epoch", "metric", "split"]
    repeated = history[history.duplicated(keys)]
    if len(repeated):
        first = ", ".join(f"{key} {repeated.iloc[0][key]}" for key in keys)
        raise ValueError(
            f"expected one value a run, epoch, metric and split, got several for {first}: "
            "keep one run for each setting and seed"
        )
    frame = history.assign(value=history["value"].astype(float))
    lost = ~np.isfinite(frame["value"])
    frame["diverged"] = lost.groupby([frame[key] for key in RUN]).transform("any")
    since = frame["epoch"].where(lost & (frame["metric"] == "loss"))
    since = since.groupby([frame[key] for key in RUN]).transform("min")
    meaningless = (frame["metric"] == "accuracy") & (frame["epoch"] >= since)
    frame["value"] = frame["value"].mask(meaningless)
    return frame


def _final_rows(frame: pd.DataFrame, metric: str, split: str | None = None) -> pd.DataFrame:
    """The row of each run's last epoch for ``metric``, from a checked history.

    split: None takes "test" where the history has it, else "validation".
    Raises ValueError for an unknown metric, if there is no such row, and if the runs of a setting
    end at different epochs (then their last values cannot be compared).
    """
    _check_metric(metric)
    rows = frame[frame["metric"] == metric]
    if split is None:
        split = "test" if (rows["split"] == "test").any() else "validation"
    rows = _rows(frame, metric, split)
    final = rows.sort_values("epoch", kind="stable").drop_duplicates(RUN, keep="last")
    for (preset, batch_size), runs in final[~final["diverged"]].groupby(["preset", "batch_size"]):
        ends = sorted(runs["epoch"].unique().tolist())
        if len(ends) > 1:
            raise ValueError(
                f"expected all runs of {preset} at batch size {batch_size} to end at one epoch, "
                f"got {', '.join(map(str, ends))}: train them equally long, or keep the rows with "
                f"epoch <= {ends[0]}"
            )
    return final


def learning_curves(history: pd.DataFrame, axes: Iterable[Axes] | None = None) -> np.ndarray:
    """Loss and accuracy against the epoch, with and without BN, on training and validation data.

    history: tidy frame of one preset at one batch size; several seeds give a mean and a 95 % band.
    axes: two Axes, or None for a new figure. Returns an array of two Axes: loss, accuracy.
    Raises ValueError as ``check_history``, and if the frame has no loss or no accuracy.
    """
    frame = check_history(history, one=("preset", "batch_size"))
    own, axes = axes is None, style.panels(axes, 2, size=(5.2, 4.2))
    ends = []
    for ax, metric in zip(axes, ("loss", "accuracy"), strict=True):
        if not (frame["metric"] == metric).any():
            _rows(frame, metric, "validation")
        for batch_norm in _models(frame):
            for split in ("train", "validation"):
                name, data = style.MODEL_NAME[batch_norm], style.SPLIT_NAME[split]
                label = f"{name}, {data}{_diverged(frame, batch_norm)}"
                end = _curve(ax, frame, metric, split, batch_norm, label)
                if end:
                    ends.append(f"{data} {metric} {name} {end}")
        _label_epochs(ax)
        _cap(ax, metric)
        ax.set_ylabel(_AXIS_LABEL[metric])
    style.legend_above(axes, own_figure=own, columns=2)
    style.describe(axes, _sentence(frame, "Loss and accuracy against epochs, at the end", ends))
    return axes


def preset_curves(
    history: pd.DataFrame,
    metric: str = "accuracy",
    split: str = "validation",
    axes: Iterable[Axes] | None = None,
) -> np.ndarray:
    """One panel a preset: ``metric`` on ``split`` against the epoch, with and without BN.

    history: tidy frame, one batch size a preset. metric: "accuracy" (drawn in %) or "loss".
    axes: one Axes a preset, or None. Returns an array of Axes in the order in which presets appear.
    Raises ValueError as ``check_history``, and for a metric or split the frame does not have.
    """
    frame = check_history(history)
    _check_metric(metric)
    _rows(frame, metric, split)
    presets = frame["preset"].unique().tolist()
    _one_batch_size_each(frame)
    own = axes is None
    axes = style.panels(axes, len(presets), size=(3.7, 3.1), columns=3, sharey=True)
    ends = []
    for index, (ax, preset) in enumerate(zip(axes, presets, strict=True)):
        part = frame[frame["preset"] == preset]
        notes = []
        for batch_norm in _models(part):
            name = style.MODEL_NAME[batch_norm]
            end = _curve(ax, part, metric, split, batch_norm, name)
            if end:
                ends.append(f"{preset} {name} {end}")
            if note := _diverged(part, batch_norm):
                notes.append(name + note)
        ax.set_title("\n".join([preset, *notes]), fontsize="medium")
        _label_epochs(ax)
        ax.tick_params(labelleft=True)
        if index % 3 == 0 or not own:
            ax.set_ylabel(f"{style.SPLIT_NAME[split]} {_AXIS_LABEL[metric]}")
    # Only now: panels share their y axis, and a limit set earlier would hold for later data too.
    for ax in axes:
        _cap(ax, metric)
    style.legend_above(axes, own_figure=own, columns=2)
    title = f"{style.SPLIT_NAME[split].capitalize()} {metric} against epochs, at the end"
    style.describe(axes, _sentence(frame, title, ends))
    return axes


def batch_size_figure(
    history: pd.DataFrame, axes: Iterable[Axes] | None = None, *, split: str | None = None
) -> np.ndarray:
    """Accuracy after the last epoch, and time per epoch, against the batch size.

    history: tidy frame of one preset. split: of the accuracy; None takes "test" if there is any,
    else "validation". Time is each run's median over epochs, without epoch 1 (it includes
    compiling) unless that is the only one. Points are means over seeds, bars 95 % t intervals.
    axes: two Axes, or None. Returns an array of two Axes: accuracy (%), seconds per epoch.
    Raises ValueError as ``check_history`` and ``_final_rows``, and if there are no seconds.
    """
    frame = check_history(history, one=("preset",))
    final = _final_rows(frame, "accuracy", split)
    seconds = epoch_seconds(_rows(frame, "seconds", "train"))
    seconds = seconds.groupby(RUN, as_index=False)["value"].median()
    own, axes = axes is None, style.panels(axes, 2, size=(5.2, 4.2))
    points = []
    drawn = ((final, 100, "%", 1), (seconds, 1, "s", 2))
    for ax, (rows, scale, unit, digits) in zip(axes, drawn, strict=True):
        sizes = sorted(rows["batch_size"].unique().tolist())
        for batch_norm in _models(rows):
            part = rows[rows["batch_norm"] == batch_norm]
            name = style.MODEL_NAME[batch_norm]
            groups = [
                (size, part.loc[part["batch_size"] == size, "value"] * scale) for size in sizes
            ]
            means = [_over_seeds(values) for _, values in groups]
            shift = 2.0 ** (0.06 if batch_norm else -0.06)
            label = name + _diverged(frame, batch_norm)
            mean, half = np.array([(m.mean, m.half_width) for m in means]).T
            look = style.MODEL_LOOK[batch_norm]
            ax.errorbar(np.array(sizes) * shift, mean, yerr=half, capsize=4, label=label, **look)
            points += [
                f"{name} at {size}: {mean.mean:.{digits}f} {unit}"
                for size, mean in zip(sizes, means, strict=True)
                if mean.count
            ]
        ax.set_xscale("log", base=2)
        ax.set_xticks(sizes, labels=[str(size) for size in sizes])
        ax.xaxis.set_minor_locator(NullLocator())
        ax.set_xlabel("batch size (images, log scale)")
    axes[0].set_ylabel(f"{style.SPLIT_NAME[final['split'].iloc[0]]} accuracy (%)")
    axes[1].set_ylabel("seconds per epoch (median)")
    axes[1].set_ylim(bottom=0)
    _cap(axes[0], "accuracy")
    style.legend_above(axes, own_figure=own, columns=2)
    style.describe(
        axes, _sentence(frame, "Accuracy and seconds per epoch against batch size", points)
    )
    return axes


def paired_differences(
    history: pd.DataFrame, metric: str = "accuracy", ax: Axes | None = None
) -> Axes:
    """With BN − without BN after the last epoch, seed by seed, for each preset.

    history: tidy frame, one batch size a preset; test values where it has them, else validation.
    metric: "accuracy" (differences in percentage points) or "loss". One dot is one seed; the
    diamond is their mean with a 95 % t interval. Seeds with only one of the two runs are left out.
    Raises ValueError as ``check_history`` and ``_final_rows``, and if no seed has both runs.
    """
    frame = check_history(history)
    _one_batch_size_each(frame)
    final = _final_rows(frame, metric)
    with_bn, without = (final[final["batch_norm"] == flag] for flag in (True, False))
    pairs = with_bn.merge(without, on=["preset", "seed"], suffixes=("", "_without"))
    if pairs.empty:
        raise ValueError(
            "expected runs with and without BN from the same seed, got no such pair: "
            "train both networks from each seed"
        )
    pairs["difference"] = (pairs["value"] - pairs["value_without"]) * _SCALE[metric]
    pairs["diverged"] |= pairs["diverged_without"]
    own = ax is None
    presets = [name for name in frame["preset"].unique() if (pairs["preset"] == name).any()]
    (ax,) = style.panels(ax, 1, size=(7.5, 1.6 + 0.7 * len(presets)))
    ticks, points = [], []
    for row, preset in enumerate(presets):
        part = pairs[pairs["preset"] == preset]
        values = part.loc[~part["diverged"], "difference"].to_numpy()
        mean = _over_seeds(values)
        n = mean.count
        heights = row + np.linspace(-0.3, -0.12, n) if n > 1 else np.full(n, row - 0.2)
        ax.plot(values, heights, "o", color=style.GREY, markersize=5, label="one seed")
        look = {"color": style.BLACK, "marker": "D", "markersize": 7, "capsize": 4}
        label = "mean and 95 % interval"
        ax.errorbar(mean.mean, row + 0.15, xerr=mean.half_width, label=label, **look)
        diverged = int(part["diverged"].sum())
        ticks.append(
            f"{preset}\n{n} seed{'s' * (n != 1)}" + (f", {diverged} diverged" if diverged else "")
        )
        points.append(f"{preset} {mean.format(digits=3, sign=True) if n else 'diverged'}")
    ax.axvline(0, color=style.BLACK, linestyle="--", linewidth=1)
    ax.set_yticks(range(len(presets)), labels=ticks)
    ax.set_ylim(len(presets) - 0.5, -0.5)
    reach = np.abs(ax.get_xlim()).max()
    ax.set_xlim(-reach, reach)
    ax.grid(visible=False, axis="y")
    split = style.SPLIT_NAME[final["split"].iloc[0]]
    less, more = ("without BN", "BN") if metric == "accuracy" else ("BN", "without BN")
    unit = _UNIT[metric]
    ax.set_ylabel("preset")
    ax.set_xlabel(
        f"{split} {metric}, with BN − without BN ({unit})\n← favours {less}        favours {more} →"
    )
    style.legend_above([ax], own_figure=own, columns=2)
    title = f"With BN minus without BN, {split} {metric} in {unit}"
    style.describe(ax, _sentence(frame, title, points))
    return ax


def _one_batch_size_each(frame: pd.DataFrame) -> None:
    for _, part in frame.groupby("preset"):
        check_history(part, one=("batch_size",))


def _check_metric(metric: str) -> None:
    if metric not in _SCALE:
        raise ValueError(f"expected the metric {' or '.join(map(repr, _SCALE))}, got {metric!r}")


def _rows(frame: pd.DataFrame, metric: str, split: str) -> pd.DataFrame:
    rows = frame[(frame["metric"] == metric) & (frame["split"] == split)]
    if rows.empty:
        present = frame[["metric", "split"]].drop_duplicates().agg(" of ".join, axis=1)
        raise ValueError(
            f"expected values of {metric} of {split}, got only {', '.join(present)}: "
            "record them in training, or choose one of these"
        )
    return rows


def _over_seeds(values: Iterable[float]) -> Interval:
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    return mean_interval(finite) if finite.size else Interval(np.nan, np.nan, 0)


def _models(frame: pd.DataFrame) -> list[bool]:
    return [flag for flag in (True, False) if (frame["batch_norm"] == flag).any()]


def _diverged(frame: pd.DataFrame, batch_norm: bool) -> str:
    runs = frame[frame["batch_norm"] == batch_norm].drop_duplicates(RUN)
    count = int(runs["diverged"].sum())
    return f" ({count} of {len(runs)} runs diverged)" if count else ""


def _curve(
    ax: Axes, frame: pd.DataFrame, metric: str, split: str, batch_norm: bool, label: str
) -> str:
    """Draw mean and band over seeds; return the mean after the last epoch in words, or ""."""
    rows = frame[(frame["metric"] == metric) & (frame["split"] == split)]
    rows = rows[rows["batch_norm"] == batch_norm]
    if rows.empty:
        return ""
    groups = list((rows["value"] * _SCALE[metric]).groupby(rows["epoch"]))
    epochs = np.array([epoch for epoch, _ in groups])
    means = [_over_seeds(values) for _, values in groups]
    mean, half = np.array([(m.mean, m.half_width) for m in means]).T
    look = style.MODEL_LOOK[batch_norm] | style.SPLIT_LOOK[split]
    ax.plot(epochs, mean, label=label, markevery=-(-len(epochs) // 10), **look)
    if len(epochs) == 1:
        bars = ax.errorbar(epochs, mean, yerr=half, fmt="none", ecolor=look["color"], zorder=1.5)
        bars[2][0].set_linestyle(look["linestyle"])
    else:
        ax.fill_between(epochs, mean - half, mean + half, color=look["color"], alpha=0.18, lw=0)
    if not np.isfinite(mean[-1]):
        return "diverged"
    return f"{mean[-1]:.1f} %" if metric == "accuracy" else f"{mean[-1]:.3g}"


def _label_epochs(ax: Axes) -> None:
    ax.set_xlabel("epochs completed")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    low, high = ax.get_xlim()
    if high - low < 1:
        ax.set_xlim((low + high) / 2 - 0.6, (low + high) / 2 + 0.6)


def _cap(ax: Axes, metric: str) -> None:
    """Keep a wide interval from stretching the axis to values that cannot occur."""
    low, high = ax.get_ylim()
    ax.set_ylim(max(low, 0), min(high, 100.5) if metric == "accuracy" else high)


def _sentence(frame: pd.DataFrame, title: str, points: list[str]) -> str:
    seeds = frame["seed"].nunique()
    runs = frame.drop_duplicates(RUN)
    diverged = int(runs["diverged"].sum())
    over = f" (mean over {seeds} seeds)" if seeds > 1 else " (one seed)"
    tail = f"; {diverged} of {len(runs)} runs diverged" if diverged else ""
    return f"{title}{over}: {', '.join(points)}{tail}."
