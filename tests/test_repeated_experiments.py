"""Repeated experiments keep the promise of their intervals."""

import numpy as np
import pytest
from scipy import stats

from course_utils.repeated_experiments import repeated_intervals, verdict_shares


@pytest.mark.parametrize("count", [2, 3, 10])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_intervals_contain_the_truth_as_often_as_they_say(count, level):
    """Do 95 % (or 80 %) of the intervals contain the true difference?"""
    intervals = repeated_intervals(
        count, true_difference=0.3, spread=0.7, repeats=20_000, seed=4, level=level
    )
    covered = ((intervals[:, 1] <= 0.3) & (intervals[:, 2] >= 0.3)).mean()
    # Four standard errors of a share of 20,000.
    assert covered == pytest.approx(level, abs=0.012)


def test_intervals_are_scipys():
    """Is each interval what SciPy makes of the same differences?"""
    (interval,) = repeated_intervals(6, true_difference=1.0, spread=2.0, repeats=1, seed=9)
    d = 1.0 + 2.0 * np.random.default_rng(9).normal(size=6)
    assert interval == pytest.approx([d.mean(), *stats.ttest_1samp(d, 0).confidence_interval()])


def test_the_same_seed_draws_the_same_noise():
    """Does a larger true difference move every interval, and change nothing else?"""
    one, other = (
        repeated_intervals(4, true_difference=truth, spread=0.5, repeats=7) for truth in (0.0, 0.25)
    )
    assert other - one == pytest.approx(0.25)


def test_shares_add_up_and_count_each_side():
    """Are intervals above, below and across 0 counted as such, one that touches 0 as across?"""
    shares = verdict_shares([[1, 0.5, 1.5], [-1, -2, -0.1], [0.5, 0.0, 1.0], [0, -1, 1]])
    assert shares == {"higher": 0.25, "lower": 0.25, "inconclusive": 0.5}


@pytest.mark.parametrize(
    "wrong",
    [{"count": 1}, {"repeats": 0}, {"spread": -0.1}, {"level": 1.0}],
)
def test_what_has_no_interval_is_refused(wrong):
    """Are one seed, no experiment, a negative spread and a level of 100 % errors?"""
    given = {"count": 3, "true_difference": 0.0, "spread": 1.0, "repeats": 2} | wrong
    with pytest.raises(ValueError, match="expected"):
        repeated_intervals(given.pop("count"), **given)
    with pytest.raises(ValueError, match="shape"):
        verdict_shares(np.zeros((4, 2)))
