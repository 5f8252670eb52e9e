"""Figures of comparisons show the numbers they are given, and refuse what is no comparison."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plot_comparison, plots
from course_utils.intervals import Interval

WITHOUT, WITH = np.array([0.91, 0.93, 0.92]), np.array([0.93, 0.92, 0.92])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_seed_lines_have_a_line_and_two_bars_a_seed():
    """Does each seed join its two accuracies, with bars of one standard error?"""
    ax = plot_comparison.seed_lines(WITHOUT, WITH, 1000)
    lines = [line.get_ydata() for line in ax.lines if line.get_color() == "#8C8C8C"]
    assert np.allclose(lines, [[91, 93], [93, 92], [92, 92]])
    (bars,) = ax.containers[0].lines[2]
    (_, low), (_, high) = bars.get_segments()[0]
    assert (high - low) / 2 == pytest.approx(100 * np.sqrt(0.91 * 0.09 / 1000))
    assert "without BN from 91.0 to 93.0 %" in plots.alt_text(ax)


def test_winner_matrix_holds_every_pair():
    """Is each cell the run with BN of its row minus the run without of its column?"""
    ax = plot_comparison.winner_matrix(WITHOUT, WITH)
    shown = np.asarray(ax.images[0].get_array())
    assert shown == pytest.approx(100 * (WITH[:, None] - WITHOUT[None, :]))
    assert [text.get_text() for text in ax.texts][:2] == ["+2.00", "0"]
    assert "−1.00" in [text.get_text() for text in ax.texts]
    assert len(ax.patches) == 3
    assert "ahead in 4, behind in 2" in plots.alt_text(ax)


def test_difference_intervals_name_claims_and_margin():
    """Do intervals, claims and the margin stand in the figure, in percentage points?"""
    ax = plot_comparison.difference_intervals(
        {"paired": Interval(0.004, 0.01, 3)}, WITH - WITHOUT, claims={"a": 0.0013}, margin=0.005
    )
    texts = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert "a (+0.13)" in texts and "too small to matter (up to ±0.5)" in texts
    assert plots.alt_text(ax).endswith("paired +0.40 ± 1.00.")


def test_epoch_differences_have_a_panel_a_quantity():
    """Does each panel say on which side BN is ahead, and the text both ends?"""
    table = np.array([[-0.1, 0.0], [-0.3, 0.2]])
    axes = plot_comparison.epoch_differences(
        {"loss": table, "accuracy": -table}, lower_is_better=["loss"]
    )
    assert ["below" in ax.get_title() for ax in axes] == [True, False]
    assert "loss -0.200 ± 1.271 after epoch 1 and +0.100" in plots.alt_text(axes)


def test_one_epoch_is_told_once():
    """Is the only epoch of a short run named once?"""
    axes = plot_comparison.epoch_differences({"loss": [[0.1], [0.2]]})
    assert plots.alt_text(axes).count("after epoch") == 1


def test_repeated_intervals_mark_what_they_miss():
    """Are verdicts and misses of the true difference counted and marked?"""
    table = [[1.0, 0.5, 1.5], [0.2, -0.3, 0.7], [-1.0, -2.0, -0.5]]
    ax = plot_comparison.repeated_intervals_figure(table, 0.4)
    text = plots.alt_text(ax)
    assert "1 higher, 1 lower, 1 inconclusive; 2 miss" in text
    labels = [entry.get_text() for entry in ax.figure.legends[0].get_texts()]
    assert "higher, misses the truth" in labels and "inconclusive" in labels


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot_comparison.seed_lines(WITHOUT, WITH[:2], 1000), "one value a seed"),
        (lambda: plot_comparison.seed_lines(100 * WITHOUT, WITH, 1000), "divide percent"),
        (lambda: plot_comparison.winner_matrix([], []), "one value a seed"),
        (lambda: plot_comparison.difference_intervals({}, WITH), "at least one"),
        (lambda: plot_comparison.epoch_differences({}), "shape"),
        (lambda: plot_comparison.epoch_differences({"loss": [0.1]}), "shape"),
        (lambda: plot_comparison.repeated_intervals_figure([[0, 1]], 0.0), "shape"),
    ],
)
def test_what_is_no_comparison_is_refused(draw, message):
    """Are lists of other lengths, percent for shares, and empty input errors that say so?"""
    with pytest.raises(ValueError, match=message):
        draw()
