"""The figures of the batch size draw what they are given, and mark what diverged."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from course_utils import plot_batch_size, plots

VALUES = np.random.default_rng(0).normal(3.0, 2.0, size=5_000)


def runs(errors: dict) -> pd.DataFrame:
    """A table from {(normalization, batch size): errors by seed}."""
    rows = [(n, b, s, e) for (n, b), values in errors.items() for s, e in enumerate(values)]
    return pd.DataFrame(rows, columns=["normalization", "batch_size", "seed", "error"])


def test_batch_means_scatter_like_one_over_root_b():
    """Is their standard deviation 1/√B of that of the values?"""
    for size in (1, 4, 64):
        drawn = plot_batch_size.draw_batch_means(VALUES, size)
        assert drawn.std() == pytest.approx(size**-0.5, rel=0.1)
        assert abs(drawn.mean()) < 0.1


def test_batch_means_tell_their_scatter():
    """Is there a panel a batch size, and the scatter in the text?"""
    axes = plot_batch_size.batch_means(VALUES, [4, 16])
    assert [ax.get_title() for ax in axes] == ["B = 4", "B = 16"]
    assert "at 4, " in plots.alt_text(axes) and "at 16 examples" in plots.alt_text(axes)


@pytest.mark.parametrize(
    ("values", "size", "message"),
    [(VALUES[:5], 6, "from 1 to"), (VALUES[:6].reshape(3, 2), 2, "from 1 to"), ([1, 1], 1, "vary")],
)
def test_what_has_no_batches_is_refused(values, size, message):
    """Are too few values, tables and constant units refused?"""
    with pytest.raises(ValueError, match=message):
        plot_batch_size.draw_batch_means(values, size)


def test_noise_stands_beside_its_law():
    """Is every statistic drawn at its batch sizes, and 1/√B with them?"""
    measured = {4: {"mean": 0.5, "variance": 0.8}, 16: {"mean": 0.26, "variance": 0.4}}
    ax = plot_batch_size.statistics_noise(measured)
    mean, variance, law = (line.get_ydata().tolist() for line in ax.lines)
    assert (mean, variance, law) == ([0.5, 0.26], [0.8, 0.4], [0.5, 0.25])
    assert "mean from 0.500 to 0.260" in plots.alt_text(ax)
    with pytest.raises(ValueError, match="at least one"):
        plot_batch_size.statistics_noise({})


@pytest.mark.parametrize("log", [False, True])
def test_diverged_runs_are_marked(log):
    """Has a point with diverged runs a cross and its count, and is the rest still drawn?"""
    table = runs({("none", 2): [9.0, np.nan], ("none", 16): [8.0, 9.0], ("batch", 2): [np.nan] * 2})
    ax = plot_batch_size.error_by_batch_size(table, log=log)
    assert [text.get_text() for text in ax.texts] == ["1 of 2 diverged", "2 of 2 diverged"]
    assert "diverged (2 of 2) at 2" in plots.alt_text(ax)
    drawn = [bar.lines[0].get_ydata().tolist() for bar in ax.containers]
    assert drawn == [[9.0, 8.5]]


def test_whiskers_span_all_seeds():
    """Do whiskers reach from the smallest to the largest error, and does the axis hold them?"""
    _, axes = plt.subplots(1, 2, sharey=True)
    for ax, errors in zip(axes, ([7.0, 8.0, 12.0], [7.0, 30.0]), strict=True):
        plot_batch_size.error_by_batch_size(runs({("batch", 4): errors}), ax)
        segment = ax.containers[0].lines[2][0].get_segments()[0]
        assert segment[:, 1].tolist() == [min(errors), max(errors)]
    assert axes[0].get_ylim()[0] == 0 and axes[0].get_ylim()[1] > 30


def test_unknown_normalizations_are_refused():
    """Are a name without a look, and an empty table, refused?"""
    with pytest.raises(ValueError, match="'group'"):
        plot_batch_size.error_by_batch_size(runs({("group", 4): [1.0]}))
    with pytest.raises(ValueError, match="no runs"):
        plot_batch_size.error_by_batch_size(runs({}))


def test_published_figures_stand_beside_the_runs():
    """Are both panels described, with the paper's numbers on the right?"""
    axes = plot_batch_size.beside_wu_he(
        runs({("batch", 2): [20.0, 22.0], ("layer", 2): [7.0, 8.0]})
    )
    text = plots.alt_text(axes)
    assert "BN 21.0 ± 12.7 at 2" in text and "34.7 at 2" in text and "about 24.1" in text
