"""The figures of limits and relatives: what they show, and what they refuse."""

import math

import numpy as np
import pytest

from course_utils import plot_limits, plots
from course_utils.claims import Claim, above
from course_utils.intervals import Interval
from course_utils.plot_claims import claims_figure

DIVERGED = Interval(math.nan, math.nan, 0, diverged=3)


def test_scale_curves_tell_the_losses():
    """Does the text give each network's loss at the smallest and the largest factor?"""
    axes = plot_limits.scale_curves([0.1, 1, 10], {"BN": [2, 2, 2]}, {"BN": [10, 1, 0.1]})
    assert "BN: loss 2 to 2" in plots.alt_text(axes)
    np.testing.assert_allclose(axes[1].lines[0].get_ydata(), [10, 1, 0.1])


def test_gradients_are_relative_to_the_last_layer():
    """Are norms drawn relative to the last layer's, and growth told with its interval?"""
    axes = plot_limits.gradient_depth(
        {"BN": [8.0, 4.0, 2.0]},
        {"ReLU": {16: Interval(1.5, 0.1, 3)}, "linear": {16: Interval(1.1, 0.1, 3)}},
        {"ReLU": {16: 1.467, 64: 1.467}, "linear": {8: 1.2, 16: 1.1}},
    )
    np.testing.assert_allclose(axes[0].lines[0].get_ydata(), [4, 2, 1])
    text = plots.alt_text(axes)
    assert "first layer's is 4 times" in text and "batch size 16: 1.500 ± 0.100" in text


def test_growth_of_a_single_run_can_be_drawn():
    """Is a mark without interval drawn for one seed?"""
    axes = plot_limits.gradient_depth(
        {"BN": [2.0, 1.0]}, {"ReLU": {16: Interval(1.5, math.nan, 1)}}, {}
    )
    assert "1.500 (n = 1)" in plots.alt_text(axes)


def test_diverged_runs_are_marked():
    """Does an accuracy of diverged runs stand in the text and as a labelled cross?"""
    ax = plot_limits.accuracy_rows({"none": {"rate 3": DIVERGED, "rate 1": Interval(0.9, 0.0, 2)}})
    assert "none, rate 3: diverged (3 of 3)" in plots.alt_text(ax)
    assert [text.get_text() for text in ax.texts] == ["diverged"]


@pytest.mark.parametrize(
    ("kind", "count"), [("batch", 20), ("layer", 30), ("instance", 5), ("group", 10)]
)
def test_shared_values_are_counted(kind, count):
    """Of 4 × 6 × 5 values, do as many share statistics as the definition says?"""
    axes = plot_limits.shared_statistics(kind, example=1, channel=4, groups=3)
    assert f"{count} of 120 values" in plots.alt_text(axes)


def test_groups_are_of_neighbouring_channels():
    """Do channels 5 and 6 share statistics in three groups of six channels, in one example?"""
    shares = plot_limits._shares("group", 1, 4, 3)
    assert shares[1, 4:].all() and shares.sum() == 10


def test_claims_tell_their_verdicts():
    """Does the figure of claims give evidence and verdict of each, diverged ones too?"""
    axes = claims_figure(
        [
            Claim("A", "points", Interval(2.0, 0.5, 3), above(0)),
            Claim("B", "points", DIVERGED, above(0)),
        ]
    )
    text = plots.alt_text(axes)
    assert "A: 2.00 ± 0.50, supported" in text and "B: diverged (3 of 3), diverged" in text
    assert [ax.get_ylabel() for ax in axes] == ["supported", "diverged"]


@pytest.mark.parametrize("evidence", [0.0, 5.0, math.nan, Interval(1.0, math.nan, 1)])
def test_any_evidence_can_be_drawn(evidence):
    """Are numbers, values on the border, single runs and NaN drawn?"""
    (ax,) = claims_figure([Claim("A", "points", evidence, above(0))])
    low, high = ax.get_xlim()
    assert low < high


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot_limits.scale_curves([1.0], {"a": [1]}, {"b": [1]}), "same networks"),
        (lambda: plot_limits.scale_curves([2.0], {"a": [1]}, {"a": [1]}), "factor of 1"),
        (lambda: plot_limits.scale_curves([1.0], {"a": [1, 2]}, {"a": [1]}), "one a factor"),
        (lambda: plot_limits.gradient_depth({}, {}, {}), "at least one"),
        (lambda: plot_limits.accuracy_rows({}), "at least one"),
        (lambda: plot_limits.shared_statistics("weight"), "kinds must be"),
        (lambda: plot_limits.shared_statistics(example=4), "from 0"),
        (lambda: plot_limits.shared_statistics(groups=4), "equal groups"),
        (lambda: claims_figure([]), "at least one"),
    ],
)
def test_what_a_figure_would_misrepresent_is_refused(draw, message):
    """Are wrong shapes, kinds and empty data errors that say what was expected?"""
    with pytest.raises(ValueError, match=message):
        draw()
