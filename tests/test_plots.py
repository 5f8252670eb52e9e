"""What the figures show is what the data say: content, looks, errors, and room for every label."""

import ast
import inspect
import subprocess
import sys
import warnings
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image
from scipy import stats

from course_utils import plots

PRESETS = {"dense128": 2, "dense64x2": 3, "torch128": 3, "torch512x256": 2, "dense256x128": 12}
SIZES = [16, 32, 64, 128, 256]


@pytest.fixture(autouse=True)
def _clean_figures():
    """Every figure is drawn in the course's style, and any warning is a failure."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("error")
        plots.use_style()
        yield
        plt.close("all")


def make_history(presets=("dense64x2",), seeds=4, sizes=(32,), epochs=3, test=True):
    """A tidy history of made-up values, no two alike, as a grid of runs would return it."""
    rng = np.random.default_rng(0)
    rows = []
    for preset in presets:
        for size in sizes:
            for seed in range(seeds):
                for bn in (True, False):
                    run = f"{preset}-{size}-{seed}-{bn}"
                    key = (run, seed, preset, bn, size)
                    for epoch in range(1, epochs + 1):
                        for split in ("train", "validation"):
                            accuracy = 0.97 - (0.03 if bn else 0.05) / epoch + rng.normal(0, 0.002)
                            rows.append((*key, epoch, "accuracy", split, accuracy))
                            rows.append((*key, epoch, "loss", split, 3 * (1 - accuracy)))
                        took = (100 if epoch == 1 else 64 / size) + rng.uniform(0, 0.1)
                        rows.append((*key, epoch, "seconds", "train", took))
                    if test:
                        rows.append((*key, epochs, "accuracy", "test", rng.uniform(0.9, 0.95)))
                        rows.append((*key, epochs, "loss", "test", rng.uniform(0.2, 0.3)))
    columns = ["run", "seed", "preset", "batch_norm", "batch_size", "epoch", "metric", "split"]
    return pd.DataFrame(rows, columns=[*columns, "value"])


def diverge(history, seed, batch_norm=False):
    """A copy in which this run's loss is nan from epoch 2 on, as Keras reports it."""
    hit = (history["seed"] == seed) & (history["batch_norm"] == batch_norm)
    hit &= (history["metric"] == "loss") & (history["epoch"] > 1)
    return history.assign(value=history["value"].mask(hit, np.nan))


def values(history, metric, split, batch_norm, **where):
    """The selected values."""
    chosen = history[(history["metric"] == metric) & (history["split"] == split)]
    chosen = chosen[chosen["batch_norm"] == batch_norm]
    for column, value in where.items():
        chosen = chosen[chosen[column] == value]
    return chosen["value"].to_numpy()


def half_width(sample):
    """Half width of the 95 % t interval, by SciPy's own interval rather than by our formula."""
    low, high = stats.t.interval(0.95, len(sample) - 1, np.mean(sample), stats.sem(sample))
    return (high - low) / 2


def line_named(ax, label):
    """The line (or error bar) with this legend label."""
    handles, labels = ax.get_legend_handles_labels()
    return dict(zip(labels, handles, strict=True))[label]


def legend_words(figure):
    """All words of all legends on the figure."""
    legends = [*figure.legends, *(ax.get_legend() for ax in figure.axes)]
    return [text.get_text() for legend in legends if legend for text in legend.get_texts()]


def digits(n=6, dtype="uint8"):
    """Random images, shape (n, 28, 28); floats lie in [0, 1]."""
    images = np.random.default_rng(1).integers(0, 256, (n, 28, 28))
    return images.astype(dtype) / (1 if dtype == "uint8" else 255)


def some_probabilities(n=6):
    """Rows of probabilities, shape (n, 10)."""
    return np.random.default_rng(2).dirichlet(np.full(10, 0.3), n)


def layer(units=64):
    """The variables of a made-up trained BN layer."""
    rng = np.random.default_rng(3)
    return {
        "gamma": rng.normal(1, 0.1, units),
        "beta": rng.normal(0, 0.2, units),
        "moving_mean": rng.normal(0, 1, units),
        "moving_variance": rng.gamma(2, 1, units),
    }


def draw(name, **own):
    """The figure of this name, drawn from data that exercise it."""
    labels = np.arange(6)
    scales = {"training / 255²": digits() / 255**2, "validation / 255": digits() / 255}
    splits = {"training": np.arange(400) % 10, "validation": np.arange(100) % 7}
    points = {"raw pixels": 6200.0, "pixels / 255": 0.095, "pixels / 255²": 1.5e-6}
    calls = {
        "image_grid": lambda: plots.image_grid(digits(), labels, rows=2, columns=3, **own),
        "digit_heatmap": lambda: plots.digit_heatmap(digits()[0], **own),
        "predictions": lambda: plots.predictions(digits(), labels, some_probabilities(), **own),
        "intensity_histogram": lambda: plots.intensity_histogram(scales, log_x=True, **own),
        "class_balance": lambda: plots.class_balance(splits, **own),
        "batch_norm_parameters": lambda: plots.batch_norm_parameters(layer(), **own),
        "epsilon_curve": lambda: plots.epsilon_curve(points, **own),
        "learning_curves": lambda: plots.learning_curves(diverge(make_history(), 1), **own),
        "preset_curves": lambda: plots.preset_curves(make_history(PRESETS, epochs=12), **own),
        "batch_size_figure": lambda: plots.batch_size_figure(make_history(sizes=SIZES), **own),
        "paired_differences": lambda: plots.paired_differences(make_history(PRESETS), **own),
    }
    return calls[name]()


NOT_FIGURES = {"alt_text", "describe", "save", "show", "use_style"}
FIGURES = [name for name in plots.__all__ if name not in NOT_FIGURES]


def boxes_overlap(one, other, slack=0.5):
    """Do two boxes share more than ``slack`` pixels both across and down?"""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > slack and down > slack


def visible_texts(figure):
    """Titles, axis labels, tick labels and legends, each with its box on the drawn canvas."""
    figure.canvas.draw()
    found = list(figure.legends)
    for ax in figure.axes:
        found += [ax.get_legend()] if ax.get_legend() else []
        if ax.axison:
            found += [ax.xaxis.label, ax.yaxis.label]
            for axis in (ax.xaxis, ax.yaxis):
                low, high = sorted(axis.get_view_interval())
                ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
                found += [label for place, label in ticks if low <= place <= high]
        found.append(ax.title)
    shown = [t for t in found if t.get_visible() and getattr(t, "get_text", lambda: "x")()]
    return [(str(getattr(t, "get_text", lambda: "legend")()), t.get_window_extent()) for t in shown]


@pytest.mark.parametrize("name", FIGURES)
def test_no_label_overlaps_or_is_cut_off(name):
    """Has each word of each figure its own place within the figure?"""
    figure = np.asarray(draw(name), dtype=object).flat[0].figure
    texts = visible_texts(figure)
    assert texts
    for index, (word, box) in enumerate(texts):
        assert box.x0 >= 0 and box.y0 >= 0, f"{word!r} is cut off"
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, f"{word!r} is cut off"
        clash = [w for w, other in texts[index + 1 :] if boxes_overlap(box, other)]
        assert not clash, f"{word!r} lies on {clash}"


@pytest.mark.parametrize("name", FIGURES)
def test_axes_given_are_the_axes_drawn_on(name):
    """Does a function draw on the caller's Axes, open no figure of its own, and return them?"""
    free = np.asarray(draw(name), dtype=object)
    plt.close("all")
    figure, own = plt.subplots(1, free.size, figsize=(3 * free.size + 4, 5), squeeze=False)
    single = "ax" in inspect.signature(getattr(plots, name)).parameters
    returned = draw(name, **({"ax": own[0, 0]} if single else {"axes": own}))
    assert list(np.asarray(returned, dtype=object).flat) == list(own.flat)
    assert plt.get_fignums() == [figure.number]
    assert all(ax.has_data() for ax in own.flat)


@pytest.mark.parametrize("name", FIGURES)
def test_axes_are_labelled(name):
    """Does every panel that has ticks say what is along x, and the first one what is along y?"""
    axes = np.asarray(draw(name), dtype=object).ravel()
    ticked = [ax for ax in axes if ax.axison]
    assert all(ax.get_xlabel() for ax in ticked)
    assert not ticked or ticked[0].get_ylabel()


@pytest.mark.parametrize("name", FIGURES)
def test_saved_figure_carries_its_description(name, tmp_path):
    """Is the alternative text, with numbers in it, written into the PNG?"""
    axes = draw(name)
    path = plots.save(axes, tmp_path / "figure.png")
    with Image.open(path) as image:
        assert image.text["Description"] == plots.alt_text(axes)
    assert any(character.isdigit() for character in plots.alt_text(axes))
    assert plots.alt_text(axes).endswith(".")


def test_every_function_that_draws_describes_what_it_drew():
    """Does each public plot function of the package that makes panels store a text for them?"""
    drawing, silent = 0, []
    for path in sorted(Path(plots.__file__).parent.glob("plot*.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            called = {
                getattr(node.func, "attr", getattr(node.func, "id", None))
                for node in ast.walk(function)
                if isinstance(node, ast.Call)
            }
            if "panels" in called:
                drawing += 1
                silent += [] if "describe" in called else [function.name]
    assert drawing > 40 and silent == []


def test_alt_text_of_a_figure_names_each_plot_once():
    """Does a figure with two plots give both descriptions, in order, and neither twice?"""
    figure, (left, right) = plt.subplots(1, 2)
    plots.class_balance({"all": np.arange(10)}, left)
    plots.epsilon_curve(ax=right)
    first, second = plots.alt_text(left), plots.alt_text(right)
    assert plots.alt_text(figure) == f"{first} {second}"
    axes = plots.learning_curves(make_history())
    assert plots.alt_text(axes[0].figure) == plots.alt_text(axes)


def test_alt_text_needs_a_figure_of_the_course(tmp_path):
    """Is a bare figure, or a path that is not a PNG, refused with what to do?"""
    with pytest.raises(ValueError, match="got none: pass what the function returned"):
        plots.alt_text(plt.figure())
    with pytest.raises(ValueError, match=r"ends in \.png, got 'figure\.pdf'"):
        plots.save(plots.epsilon_curve(), tmp_path / "figure.pdf")


def test_importing_plots_loads_no_deep_learning_framework():
    """Can the figures be used without TensorFlow or Keras being imported?"""
    code = "import sys, course_utils.plots; print({'tensorflow', 'keras'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_models_differ_in_grey_too():
    """Are with and without BN told apart by marker, and training and validation by line?"""
    _, ax = plots.learning_curves(make_history())
    looks = {}
    for name in ("with BN", "without BN"):
        for data in ("training", "validation"):
            line = line_named(ax, f"{name}, {data}")
            looks[name, data] = line
            assert line.get_linestyle() == ("--" if data == "training" else "-")
    one, other = looks["with BN", "validation"], looks["without BN", "validation"]
    assert to_rgb(one.get_color()) != to_rgb(other.get_color())
    assert one.get_marker() != other.get_marker()
    assert one.get_markerfacecolor() != other.get_markerfacecolor()


def test_a_model_looks_the_same_in_every_figure():
    """Does BN keep its colour and marker from one figure to the next?"""
    history = make_history()
    for name in ("with BN", "without BN"):
        line = line_named(plots.learning_curves(history)[0], f"{name}, validation")
        again = line_named(plots.preset_curves(history)[0], name)
        bars = line_named(plots.batch_size_figure(history)[0], name)[0]
        for other in (again, bars):
            assert other.get_color() == line.get_color()
            assert other.get_marker() == line.get_marker()


@pytest.mark.parametrize("metric, panel, scale", [("loss", 0, 1), ("accuracy", 1, 100)])
@pytest.mark.parametrize("batch_norm", [True, False])
def test_learning_curve_is_the_mean_over_seeds(metric, panel, scale, batch_norm):
    """Are line and band the mean and the 95 % t interval of each epoch?"""
    history = make_history(seeds=5)
    ax = plots.learning_curves(history)[panel]
    name = "with BN" if batch_norm else "without BN"
    for band, (split, data) in enumerate((("train", "training"), ("validation", "validation"))):
        samples = [scale * values(history, metric, split, batch_norm, epoch=e) for e in (1, 2, 3)]
        line = line_named(ax, f"{name}, {data}")
        np.testing.assert_allclose(line.get_ydata(), [s.mean() for s in samples])
        np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
        corners = ax.collections[band + (0 if batch_norm else 2)].get_paths()[0].vertices
        for epoch, sample in enumerate(samples, start=1):
            heights = corners[corners[:, 0] == epoch, 1]
            half = half_width(sample)
            np.testing.assert_allclose(heights.min(), sample.mean() - half)
            np.testing.assert_allclose(heights.max(), sample.mean() + half)


def test_single_seed_has_no_band():
    """Is no interval drawn where one seed gives none?"""
    axes = plots.learning_curves(make_history(seeds=1))
    for ax in axes:
        assert all(not band.get_paths() or not len(band.get_paths()[0]) for band in ax.collections)
        assert len(ax.lines) == 4
    assert "(one seed)" in plots.alt_text(axes)


def test_single_epoch_shows_intervals_and_one_tick():
    """Does a history of one epoch still show its spread, at a tick that is an epoch?"""
    history = make_history(epochs=1)
    ax = plots.learning_curves(history)[1]
    ax.figure.canvas.draw()
    low, high = ax.get_xlim()
    assert [tick for tick in ax.get_xticks() if low <= tick <= high] == [1]
    sample = 100 * values(history, "accuracy", "train", True)
    (segment,) = ax.collections[0].get_segments()
    np.testing.assert_allclose(np.ptp(segment[:, 1]), 2 * half_width(sample))


def test_diverged_run_is_left_out_and_named():
    """Is a loss of nan left out of mean and band, and its run counted in legend and words?"""
    history = diverge(make_history(seeds=5), seed=3)
    axes = plots.learning_curves(history)
    label = "without BN, validation (1 of 5 runs diverged)"
    assert label in legend_words(axes[0].figure)
    assert "with BN, validation" in legend_words(axes[0].figure)
    sample = values(history, "loss", "validation", False, epoch=3)
    finite = sample[np.isfinite(sample)]
    assert len(finite) == 4
    np.testing.assert_allclose(line_named(axes[0], label).get_ydata()[-1], finite.mean())
    assert "1 of 10 runs diverged" in plots.alt_text(axes)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_accuracy_of_a_diverged_run_is_left_out_from_there_on(bad):
    """Do curves keep a run's accuracy up to the epoch in which its loss is lost, and no longer?"""
    history = diverge(make_history(seeds=3, epochs=3), seed=1)
    history["value"] = history["value"].replace({np.nan: bad})
    ax = plots.learning_curves(history)[1]
    drawn = line_named(ax, "without BN, validation (1 of 3 runs diverged)").get_ydata()
    for epoch in (1, 2, 3):
        sample = values(
            history[(history["seed"] != 1) | (history["epoch"] == 1)],
            "accuracy",
            "validation",
            False,
            epoch=epoch,
        )
        assert len(sample) == (3 if epoch == 1 else 2)
        np.testing.assert_allclose(drawn[epoch - 1], 100 * sample.mean())


def test_lone_diverged_run_has_no_accuracy_in_any_figure():
    """Is nothing drawn of the accuracy of a network of NaNs, test values included?"""
    history = diverge(make_history(seeds=1, epochs=3, test=True), seed=0)
    ax = plots.preset_curves(history)[0]
    assert np.isnan(line_named(ax, "without BN").get_ydata()[1:]).all()
    size = plots.batch_size_figure(history)[0]
    (label,) = [words for words in legend_words(size.figure) if words.startswith("without")]
    (mean,) = [bars for bars in size.containers if bars.get_label() == label]
    assert np.isnan(mean[0].get_ydata()).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_figures_survive_when_every_run_diverged(bad):
    """Are the figures still drawn, and marked, if no finite value is left for one model?"""
    history = make_history(seeds=2, sizes=(16, 32))
    failed = ~history["batch_norm"] & (history["metric"] != "seconds")
    history["value"] = history["value"].mask(failed, bad)
    one = history[history["batch_size"] == 16]
    for axes in (
        plots.learning_curves(one),
        plots.preset_curves(one, "loss"),
        plots.batch_size_figure(history),
        plots.paired_differences(one),
    ):
        figure = np.asarray(axes, dtype=object).flat[0].figure
        figure.canvas.draw()
        words = legend_words(figure) + [word for word, _ in visible_texts(figure)]
        assert any("diverged" in word for word in words)
        assert "diverged" in plots.alt_text(axes)


def test_wide_interval_stays_within_what_can_occur():
    """Does an interval that reaches beyond 0 or 100 % leave the axis at possible values?"""
    history = make_history(seeds=2)
    wide = history["metric"].isin(["accuracy", "loss"]) & (history["seed"] == 1)
    history["value"] = history["value"].mask(wide, 0.2)
    loss, accuracy = plots.learning_curves(history)
    for ax in (accuracy, plots.preset_curves(history)[0], plots.batch_size_figure(history)[0]):
        low, high = ax.get_ylim()
        assert low == 0 and 100 <= high <= 101
    assert loss.get_ylim()[0] == 0


def test_only_bn_runs_make_a_figure():
    """Can a history without its counterpart be drawn, and names the legend one model only?"""
    history = make_history()
    axes = plots.learning_curves(history[history["batch_norm"]])
    assert legend_words(axes[0].figure) == ["with BN, training", "with BN, validation"]


def test_presets_have_a_panel_each():
    """Has each preset its panel, in order, with its own means, on one shared and complete scale?"""
    history = make_history(PRESETS, epochs=12)
    axes = plots.preset_curves(history, "loss", "train")
    assert [ax.get_title() for ax in axes] == list(PRESETS)
    assert len({ax.get_ylim() for ax in axes}) == 1
    for ax, preset in zip(axes, PRESETS, strict=True):
        for batch_norm, name in ((True, "with BN"), (False, "without BN")):
            line = line_named(ax, name)
            means = [
                values(history, "loss", "train", batch_norm, preset=preset, epoch=e).mean()
                for e in range(1, 13)
            ]
            np.testing.assert_allclose(line.get_ydata(), means)
            low, high = ax.get_ylim()
            assert low <= min(means) and max(means) <= high
    assert legend_words(axes[0].figure) == ["with BN", "without BN"]


def test_batch_size_ticks_are_the_batch_sizes():
    """Are the ticks of the log axis exactly the batch sizes that were run, without overlaps?"""
    sizes = [2**k for k in range(1, 11)]
    for ax in plots.batch_size_figure(make_history(sizes=sizes, seeds=2)):
        ax.figure.canvas.draw()
        assert ax.get_xscale() == "log"
        labels = ax.get_xticklabels()
        assert [label.get_text() for label in labels] == [str(size) for size in sizes]
        boxes = [label.get_window_extent() for label in labels]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


@pytest.mark.parametrize("test, split", [(True, "test"), (False, "validation")])
def test_batch_size_accuracy_is_the_last_of_each_run(test, split):
    """Is it test accuracy where there is any, else validation at the last epoch, with intervals?"""
    history = make_history(sizes=SIZES, test=test)
    ax = plots.batch_size_figure(history)[0]
    assert ax.get_ylabel() == f"{split} accuracy (%)"
    for batch_norm, name in ((True, "with BN"), (False, "without BN")):
        line, _, (bars,) = line_named(ax, name)
        for index, size in enumerate(SIZES):
            sample = 100 * values(history, "accuracy", split, batch_norm, batch_size=size, epoch=3)
            np.testing.assert_allclose(line.get_ydata()[index], sample.mean())
            low, high = bars.get_segments()[index][:, 1]
            np.testing.assert_allclose(high - low, 2 * half_width(sample))


def test_batch_size_split_can_be_chosen():
    """Does split="validation" win over test values that are there?"""
    history = make_history(sizes=SIZES)
    ax = plots.batch_size_figure(history, split="validation")[0]
    assert ax.get_ylabel() == "validation accuracy (%)"
    sample = 100 * values(history, "accuracy", "validation", True, batch_size=16, epoch=3)
    np.testing.assert_allclose(line_named(ax, "with BN")[0].get_ydata()[0], sample.mean())


def test_models_stand_side_by_side_at_a_batch_size():
    """Are the two models' bars moved apart, evenly around the batch size?"""
    ax = plots.batch_size_figure(make_history(sizes=SIZES))[0]
    bn, plain = (line_named(ax, name)[0].get_xdata() for name in ("with BN", "without BN"))
    assert (bn > plain).all()
    np.testing.assert_allclose(np.sqrt(bn * plain), SIZES)


@pytest.mark.parametrize("epochs", [1, 4])
def test_seconds_leave_out_the_compiling_epoch(epochs):
    """Is epoch 1 (100 s here) left out of the median, unless it is all there is?"""
    history = make_history(sizes=SIZES, epochs=epochs)
    ax = plots.batch_size_figure(history)[1]
    drawn = line_named(ax, "with BN")[0].get_ydata()
    for index, size in enumerate(SIZES):
        medians = []
        for seed in range(4):
            took = values(history, "seconds", "train", True, batch_size=size, seed=seed)
            medians.append(np.median(took[1:] if epochs > 1 else took))
        np.testing.assert_allclose(drawn[index], np.mean(medians))
    assert ax.get_ylim()[0] == 0


@pytest.mark.parametrize("metric, scale", [("accuracy", 100), ("loss", 1)])
def test_paired_differences_pair_by_seed(metric, scale):
    """Is each dot one seed's difference, whatever the order of the rows, and the mean theirs?"""
    history = make_history(PRESETS, seeds=5)
    shuffled = history.sample(frac=1, random_state=0)
    ax = plots.paired_differences(shuffled, metric)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    ticks = [label.get_text() for label in ax.get_yticklabels()]
    for row, tick in enumerate(ticks):
        preset, seeds = tick.split("\n")
        assert seeds == "5 seeds"
        bn = [values(history, metric, "test", True, preset=preset, seed=s)[0] for s in range(5)]
        no = [values(history, metric, "test", False, preset=preset, seed=s)[0] for s in range(5)]
        expected = scale * (np.array(bn) - np.array(no))
        np.testing.assert_allclose(np.sort(dots[row].get_xdata()), np.sort(expected))
        mean, _, (bar,) = ax.containers[row]
        np.testing.assert_allclose(mean.get_xdata().astype(float), expected.mean())
        np.testing.assert_allclose(np.ptp(bar.get_segments()[0][:, 0]), 2 * half_width(expected))
    assert sorted(tick.split("\n")[0] for tick in ticks) == sorted(PRESETS)


@pytest.mark.parametrize(
    "metric, left, right, unit",
    [
        ("accuracy", "← favours without BN", "favours BN →", "percentage points"),
        ("loss", "← favours BN", "favours without BN →", "nats"),
    ],
)
def test_paired_differences_say_which_side_favours_bn(metric, left, right, unit):
    """Does the label point the right way for a metric that should rise, and for one to fall?"""
    ax = plots.paired_differences(make_history(), metric)
    first, second = ax.get_xlabel().split("\n")
    assert f"test {metric}, with BN − without BN ({unit})" == first
    assert second.startswith(left) and second.endswith(right)
    low, high = ax.get_xlim()
    assert low == -high


def test_presets_keep_their_order():
    """Do presets stand in the order of the frame although some were trained longer than others?"""
    longer = make_history(["torch512x256"], epochs=4)
    history = pd.concat([longer, make_history(["dense128", "torch128"], epochs=2)])
    ticks = plots.paired_differences(history).get_yticklabels()
    names = [label.get_text().split("\n")[0] for label in ticks]
    assert names == ["torch512x256", "dense128", "torch128"]


def test_unpaired_and_diverged_seeds_are_counted():
    """Does a seed without its partner drop out, and is a diverged one named?"""
    history = diverge(make_history(seeds=5), seed=2)
    history = history[(history["seed"] != 0) | history["batch_norm"]]
    (label,) = plots.paired_differences(history, "loss").get_yticklabels()
    assert label.get_text() == "dense64x2\n3 seeds, 1 diverged"


@pytest.mark.parametrize(
    "call",
    [
        plots.learning_curves,
        plots.preset_curves,
        plots.batch_size_figure,
        plots.paired_differences,
    ],
)
def test_broken_histories_are_refused(call):
    """Does each history figure say what is wrong with a frame and what to do?"""
    history = make_history()
    with pytest.raises(ValueError, match=r"got run, .*: add metric, value"):
        call(history.drop(columns=["metric", "value"]))
    with pytest.raises(ValueError, match="at least one row, got 0: train a network"):
        call(history.iloc[:0])
    with pytest.raises(ValueError, match=r"several for preset dense64x2.*keep one run"):
        call(pd.concat([history, history]))
    with pytest.raises(ValueError, match="True or False, got 'yes': convert"):
        call(history.assign(batch_norm="yes"))
    plots.learning_curves(history)


@pytest.mark.parametrize(
    "call, history, message",
    [
        (
            plots.learning_curves,
            make_history(PRESETS),
            "expected one preset, got dense128, dense64",
        ),
        (
            plots.learning_curves,
            make_history(sizes=(16, 32)),
            "expected one batch_size, got 16, 32",
        ),
        (plots.preset_curves, make_history(sizes=(16, 32)), "expected one batch_size, got 16, 32"),
        (plots.paired_differences, make_history(sizes=(16, 32)), "expected one batch_size, got 16"),
        (plots.batch_size_figure, make_history(PRESETS), "expected one preset, got dense128"),
    ],
)
def test_mixed_settings_are_refused(call, history, message):
    """Is a frame refused whose second preset or batch size would blur into the first?"""
    with pytest.raises(ValueError, match=message):
        call(history)


def test_missing_values_are_named():
    """Does the error for a metric or split that is absent list what is there?"""
    history = make_history(test=False)
    with pytest.raises(ValueError, match="'accuracy' or 'loss', got 'speed'"):
        plots.preset_curves(history, "speed")
    with pytest.raises(ValueError, match="loss of test, got only accuracy of train"):
        plots.preset_curves(history, "loss", "test")
    with pytest.raises(ValueError, match="accuracy of test, got only"):
        plots.batch_size_figure(history, split="test")
    with pytest.raises(ValueError, match="values of seconds of train"):
        plots.batch_size_figure(history[history["metric"] != "seconds"])
    with pytest.raises(ValueError, match="no such pair"):
        plots.paired_differences(history[history["batch_norm"]])
    with pytest.raises(ValueError, match="values of accuracy of validation"):
        plots.learning_curves(history[history["metric"] == "loss"])


def test_runs_of_different_length_are_not_compared():
    """Is a comparison refused in which one model was trained longer than the other?"""
    history = make_history(test=False)
    shorter = history[history["batch_norm"] | (history["epoch"] < 3)]
    with pytest.raises(ValueError, match=r"end at one epoch, got 2, 3: .*epoch <= 2"):
        plots.paired_differences(shorter)
    with pytest.raises(ValueError, match="end at one epoch, got 2, 3"):
        plots.batch_size_figure(shorter)


def test_number_of_axes_must_fit():
    """Does the error for too few Axes say how many are needed?"""
    with pytest.raises(ValueError, match=r"expected 2 Axes to draw on, got 1"):
        plots.learning_curves(make_history(), plt.subplots()[1])


@pytest.mark.parametrize("flat", [False, True])
def test_image_grid_shows_the_first_images_with_their_labels(flat):
    """Are the images shown in order under their labels, from either shape?"""
    images, labels = digits(5), np.array([3, 1, 4, 1, 5])
    axes = plots.image_grid(images.reshape(5, -1) if flat else images, labels, rows=2, columns=3)
    assert axes.shape == (2, 3)
    for ax, image, label in zip(axes.flat, images, labels, strict=False):
        np.testing.assert_array_equal(ax.images[0].get_array(), image)
        assert ax.get_title() == str(label)
    assert not axes[1, 2].images and not axes[1, 2].axison


def test_image_grid_seed_draws_without_replacement():
    """Does a seed give the same random choice twice, no image twice, and other seeds others?"""
    images = digits(40)

    def order(seed):
        axes = plots.image_grid(images, rows=2, columns=4, seed=seed)
        shown = [ax.images[0].get_array() for ax in axes.flat]
        return [int(np.flatnonzero((images == one).all(axis=(1, 2)))[0]) for one in shown]

    assert order(1) == order(1) != order(2)
    assert len(set(order(1))) == 8


@pytest.mark.parametrize(
    "image, written",
    [
        ([0, 7, 255], ["0", "7", "255"]),
        (np.array([0, 0.5, 1], "float32"), ["0", ".50", "1"]),
        ([0, 0.004, 0.001], ["0", "4e-3", "1e-3"]),
        ([-1, -0.42, 0.99], ["-1", "-.42", ".99"]),
        ([0.0, 127.5, 255.0], ["0", "128", "255"]),
    ],
)
def test_heatmap_writes_each_pixel(image, written):
    """Is each pixel's value written in its cell, in the format of its scale?"""
    pixels = np.zeros(784, np.asarray(image).dtype)
    pixels[: len(image)] = image
    ax = plots.digit_heatmap(pixels)
    assert [text.get_text() for text in ax.texts[: len(written)]] == written
    assert len(ax.texts) == 784
    np.testing.assert_array_equal(ax.collections[0].get_array().ravel(), pixels)
    assert ax.collections[0].colorbar.ax.get_ylabel() == "pixel value"


@pytest.mark.parametrize("size", [(10.5, 9.5), (6, 5)])
def test_heatmap_numbers_fit_and_stand_out(size):
    """Does each number stay within its cell and have a contrast of at least 4.5 to it (WCAG AA)?"""
    figure, ax = plt.subplots(figsize=size)
    image = np.arange(784).reshape(28, 28) % 256
    plots.digit_heatmap(image.astype("uint8"), ax)
    figure.canvas.draw()
    cell = ax.get_window_extent().width / 28
    greys = ax.collections[0].get_facecolors()[:, 0]
    for text, grey in zip(ax.texts, greys, strict=True):
        assert text.get_window_extent().width < cell
        behind = (grey / 12.92) if grey <= 0.04045 else ((grey + 0.055) / 1.055) ** 2.4
        ink = 1.0 if text.get_color() == "white" else 0.0
        assert (max(behind, ink) + 0.05) / (min(behind, ink) + 0.05) >= 4.5


def test_predictions_mark_the_wrong_one():
    """Are bars the probabilities, the argmax named, and only the wrong prediction hatched?"""
    probabilities = some_probabilities(4)
    labels = probabilities.argmax(axis=1)
    labels[2] = (labels[2] + 1) % 10
    axes = plots.predictions(digits(4), labels, probabilities)
    assert axes.shape == (4, 2)
    for index, (picture, bars) in enumerate(axes):
        best = probabilities[index].argmax()
        wrong = "wrong: " if index == 2 else ""
        np.testing.assert_allclose([bar.get_width() for bar in bars.patches], probabilities[index])
        assert bars.get_title() == f"{wrong}predicted {best}"
        assert picture.get_title() == f"true {labels[index]}"
        hatched = [place for place, bar in enumerate(bars.patches) if bar.get_hatch()]
        assert hatched == ([best] if wrong else [])


@pytest.mark.parametrize(
    "probabilities, message",
    [
        (some_probabilities(2), r"shape \(3, 10\), got \(2, 10\)"),
        (some_probabilities(3) * 20 - 5, "if they are logits, apply keras.ops.softmax"),
        (np.full((3, 10), np.nan), "if nan, the training diverged"),
    ],
)
def test_predictions_refuse_what_is_no_probability(probabilities, message):
    """Are logits, nan and a wrong number of rows refused with what to do?"""
    with pytest.raises(ValueError, match=message):
        plots.predictions(digits(3), [1, 2, 3], probabilities)


@pytest.mark.parametrize(
    "images, labels, message",
    [
        (np.zeros((3, 28, 27)), None, r"\(n, 28, 28\) or \(n, 784\), got \(3, 28, 27\)"),
        (np.zeros((3, 28, 28, 1)), None, r"got \(3, 28, 28, 1\): reshape"),
        (np.zeros((28, 28)), None, r"got \(28, 28\).*images\[:1\]"),
        (np.zeros((0, 784)), None, "at least one image, got 0"),
        (np.full((1, 784), np.nan), None, "finite pixel values"),
        (np.zeros((3, 784)), [1, 2], "one label for each of 3 images, got 2"),
        (np.zeros((3, 784)), np.eye(10)[:3], r"got float64 of shape \(3, 10\).*argmax"),
        (np.zeros((3, 784)), [1, 2, 10], "from 0 to 9, got 1 to 10"),
    ],
)
def test_wrong_images_and_labels_are_refused(images, labels, message):
    """Does the error name the shape expected, the one that came, and the remedy?"""
    with pytest.raises(ValueError, match=message):
        plots.image_grid(images, labels)


def test_heatmap_takes_one_image():
    """Is a batch refused with the hint to pass a single image?"""
    with pytest.raises(ValueError, match=r"got \(5, 28, 28\): pass a single one"):
        plots.digit_heatmap(digits(5))


def test_intensity_histogram_counts_every_pixel():
    """Do the steps of a set add up to its pixels, over the whole range of all sets?"""
    sets = {"raw": digits(2), "scaled": digits(3) / 255}
    ax = plots.intensity_histogram(sets)
    assert ax.get_yscale() == "log" and ax.get_xscale() == "linear"
    assert [step.get_data().values.sum() for step in ax.patches] == [2 * 784, 3 * 784]
    assert [step.get_data().edges[[0, -1]].tolist() for step in ax.patches] == [[0, 255]] * 2
    assert ax.patches[0].get_linestyle() != ax.patches[1].get_linestyle()


def test_log_axis_tells_what_it_cannot_show():
    """Are zeros, which a log axis cannot show, left out and their share given?"""
    pixels = np.array([0, 0, 0, 1, 2, 4, 8, 16])
    ax = plots.intensity_histogram({"half-empty": pixels}, log_x=True)
    assert ax.patches[0].get_data().values.sum() == 5
    assert legend_words(ax.figure) == ["half-empty (38 % are 0 or less: not shown)"]


@pytest.mark.parametrize("log_x", [False, True])
@pytest.mark.parametrize("value", [1.0, 255.0])
def test_intensity_histogram_of_one_value(log_x, value):
    """Is a set whose pixels are all alike drawn, too?"""
    ax = plots.intensity_histogram({"flat": np.full(9, value)}, log_x=log_x)
    assert ax.patches[0].get_data().values.sum() == 9


def test_empty_and_broken_sets_are_refused():
    """Do sets without pixels, with nan, or with nothing for a log axis name the set at fault?"""
    with pytest.raises(ValueError, match="at least one set"):
        plots.intensity_histogram({})
    with pytest.raises(ValueError, match="finite pixel values in 'none', got none"):
        plots.intensity_histogram({"fine": [1.0], "none": []})
    with pytest.raises(ValueError, match="finite pixel values in 'broken'"):
        plots.intensity_histogram({"broken": [np.nan, 1.0]})
    with pytest.raises(ValueError, match="finite positive pixel values in 'zeros'"):
        plots.intensity_histogram({"zeros": [0.0, 0.0]}, log_x=True)


def test_class_balance_is_in_percent_of_its_split():
    """Is each bar its class's share of its own split, whatever the split's size?"""
    labels = {"training": np.repeat(np.arange(10), 30), "validation": np.array([0, 0, 0, 9])}
    ax = plots.class_balance(labels)
    first, second = ax.containers
    np.testing.assert_allclose([bar.get_height() for bar in first], 10)
    np.testing.assert_allclose([bar.get_height() for bar in second], [75, *[0] * 8, 25])
    assert first[0].get_hatch() != second[0].get_hatch()
    assert legend_words(ax.figure) == ["training (300 digits)", "validation (4 digits)"]
    with pytest.raises(ValueError, match="at least one split"):
        plots.class_balance({})
    with pytest.raises(ValueError, match="integer labels"):
        plots.class_balance({"empty": []})


def test_bn_histograms_hold_every_unit_and_the_start():
    """Does each histogram count all units, with a line at the value before training?"""
    parameters = layer(128)
    backwards = dict(reversed(parameters.items()))
    axes = plots.batch_norm_parameters(backwards)
    labels = ["scale γ", "shift β", "moving mean", "moving variance"]
    assert [ax.get_xlabel() for ax in axes] == labels
    for ax, start, (_, array) in zip(axes, (1, 0, 0, 1), parameters.items(), strict=True):
        assert sum(bar.get_height() for bar in ax.patches) == 128
        np.testing.assert_allclose(ax.patches[0].get_x(), array.min())
        assert set(ax.lines[0].get_xdata()) == {start}


def test_bn_layer_without_scale_has_three_panels():
    """Can a layer without γ be shown, and are unknown, uneven or diverged variables refused?"""
    parameters = layer()
    gamma = parameters.pop("gamma")
    assert len(plots.batch_norm_parameters(parameters)) == 3
    with pytest.raises(ValueError, match="got weights: rename"):
        plots.batch_norm_parameters({"weights": gamma})
    with pytest.raises(ValueError, match="got none: rename"):
        plots.batch_norm_parameters({})
    with pytest.raises(ValueError, match=r"one length .*'gamma': \(3,\)"):
        plots.batch_norm_parameters({**parameters, "gamma": gamma[:3]})
    with pytest.raises(ValueError, match="training diverged"):
        plots.batch_norm_parameters({"gamma": np.array([1.0, np.nan])})


@pytest.mark.parametrize("epsilon", [1e-3, 1e-5])
def test_epsilon_curve_is_the_formula(epsilon):
    """Are the curve √(v / (v + ε)), its value at ε √½, and the marked points on it?"""
    ax = plots.epsilon_curve({"scaled twice": 1.5e-6, "scaled": 0.1}, epsilon=epsilon)
    variance, out = ax.lines[0].get_data()
    np.testing.assert_allclose(out, 1 / np.sqrt(1 + epsilon / variance))
    np.testing.assert_allclose(np.interp(np.log(epsilon), np.log(variance), out), 0.5**0.5, 1e-3)
    for line, value in zip(ax.lines[2:], (1.5e-6, 0.1), strict=True):
        np.testing.assert_allclose(line.get_xdata(), value)
        np.testing.assert_allclose(line.get_ydata(), 1 / np.sqrt(1 + epsilon / value))
        assert variance.min() <= value <= variance.max() * (1 + 1e-12)
    assert ax.lines[2].get_marker() != ax.lines[3].get_marker()


@pytest.mark.parametrize("points, epsilon", [({"v": 0.0}, 1e-3), ({"v": np.nan}, 1e-3), ({}, 0.0)])
def test_epsilon_curve_needs_positive_numbers(points, epsilon):
    """Is a variance or ε refused that has no place on a log axis?"""
    with pytest.raises(ValueError, match="expected a positive finite number for"):
        plots.epsilon_curve(points, epsilon=epsilon)


def test_inputs_are_left_as_they_were():
    """Does drawing change neither the history nor the images?"""
    history, images = make_history(), digits()
    before, pixels = history.copy(), images.copy()
    plots.learning_curves(history)
    plots.paired_differences(history)
    plots.batch_size_figure(history)
    plots.image_grid(images)
    plots.digit_heatmap(images[0])
    pd.testing.assert_frame_equal(history, before)
    np.testing.assert_array_equal(images, pixels)


def test_show_puts_the_alternative_text_into_the_notebook():
    """Does a figure shown in a notebook carry its text, once, and is none left open?"""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "import numpy as np\nfrom course_utils import plots\n"
                "plots.epsilon_curve({'pixels': 1e-6})\nplots.show()"
            ),
            nbformat.v4.new_code_cell(
                "import matplotlib.pyplot as plt\nprint(plt.get_fignums())\n"
                "plt.figure()\ntry:\n    plots.show()\nfinally:\n    plt.close()"
            ),
        ]
    )
    with pytest.raises(CellExecutionError, match=r"has drawn on"):
        NotebookClient(notebook, kernel_name="python3").execute()
    (figure,) = notebook.cells[0].outputs[-1:]
    assert figure.metadata["image/png"]["alt"].strip()
    assert [o for o in notebook.cells[0].outputs if "image/png" in o.get("data", {})] == [figure]
    assert notebook.cells[1].outputs[0].text == "[]\n"
