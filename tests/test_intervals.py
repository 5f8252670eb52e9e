"""Intervals agree with SciPy and cover what they claim; tables pair what belongs together."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_utils import intervals
from course_utils.training import history_frame


def run(seed, batch_norm, accuracy, batch_size=32, preset="p", split="test", epochs=1):
    """A history whose last value of the given split is `accuracy`."""
    values = {"val_accuracy": [0.1] * (epochs - 1) + [accuracy]} if split == "validation" else {}
    test = {"accuracy": accuracy} if split == "test" else None
    return history_frame(
        values | {"seconds": [9.0, 1.0]},
        run=f"{preset}-{batch_norm}-{batch_size}-{seed}",
        seed=seed,
        preset=preset,
        batch_norm=batch_norm,
        batch_size=batch_size,
        test=test,
    )


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_interval_is_scipys(level):
    """Is the interval SciPy's t interval?"""
    values = np.random.default_rng(0).normal(3, 2, 7)
    got = intervals.mean_interval(values, level)
    expected = stats.t.interval(level, 6, values.mean(), stats.sem(values))
    assert (got.low, got.high) == pytest.approx(expected)


def test_interval_covers_as_often_as_it_says():
    """Over 4,000 samples of 5, does the 95 % interval hold the true mean 95 % of the time?"""
    samples = np.random.default_rng(1).normal(0.3, 1, (4000, 5))
    covered = [
        (found := intervals.mean_interval(sample)).low <= 0.3 <= found.high for sample in samples
    ]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


def test_one_value_has_no_interval():
    """Does a single run get a mean and no half-width, and an inconclusive verdict?"""
    one = intervals.mean_interval([0.5])
    assert np.isnan(one.half_width)
    assert one.format(100) == "50.00 (n = 1)"
    assert one.verdict() == "inconclusive"


@pytest.mark.parametrize("bad", [[], [[1.0, 2.0]], 3.0])
def test_other_than_a_list_of_values_is_refused(bad):
    """Are empty and two-dimensional inputs errors?"""
    with pytest.raises(ValueError, match="non-empty 1-D"):
        intervals.mean_interval(bad)


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([1.0, 1.1, 0.9], "higher with BN"),
        ([-1.0, -1.1, -0.9], "lower with BN"),
        ([1.0, -1.0, 0.2], "inconclusive"),
    ],
)
def test_verdict_follows_the_interval(differences, verdict):
    """Is the verdict one-sided only where the interval leaves out 0?"""
    assert intervals.mean_interval(differences).verdict() == verdict


def test_pairs_share_their_seed():
    """Does pairing by seed find the constant difference that unpaired values hide?"""
    history = pd.concat(
        run(seed, bn, base + 0.01 * bn)
        for seed, base in enumerate((0.5, 0.7, 0.9))
        for bn in (False, True)
    )
    found = intervals.paired_interval(intervals.final_values(history))
    assert found.mean == pytest.approx(0.01)
    assert found.half_width == pytest.approx(0, abs=1e-9)


def test_a_run_without_its_partner_is_left_out():
    """If one of a pair failed, does the other count for nothing in the difference?"""
    history = pd.concat([run(0, False, 0.5), run(0, True, 0.6), run(1, True, 0.0)])
    assert intervals.paired_interval(intervals.final_values(history)).count == 1
    with pytest.raises(ValueError, match="same seeds"):
        intervals.paired_interval(intervals.final_values(run(0, True, 0.5)))


def test_final_values_prefer_the_test_set_and_the_last_epoch():
    """Is the test set taken where it was evaluated, else the last epoch's validation?"""
    validation = run(0, True, 0.8, split="validation", epochs=3)
    assert intervals.final_values(validation)["value"].tolist() == [0.8]
    both = pd.concat([validation, run(0, True, 0.9)])
    assert intervals.final_values(both)["value"].tolist() == [0.9]
    with pytest.raises(ValueError, match="no 'loss'"):
        intervals.final_values(both, "loss")


def test_tables_have_a_row_a_preset_and_a_batch_size():
    """Do the tables show percent, differences in points, verdicts and warm epochs' seconds?"""
    history = pd.concat(
        run(seed, bn, 0.9 + 0.02 * bn + 0.001 * seed, size, preset)
        for preset in ("a", "b")
        for size in (16, 64)
        for seed in range(3)
        for bn in (False, True)
    )
    table = intervals.compare_presets(history[history["batch_size"] == 16])
    assert table["preset"].tolist() == ["a", "b"]
    assert table["difference"].tolist() == ["+2.00 ± 0.00"] * 2
    assert table["verdict"].tolist() == ["higher with BN"] * 2
    assert table["test accuracy (%) without BN"][0] == "90.10 ± 0.25"
    sizes = intervals.compare_batch_sizes(history[history["preset"] == "a"])
    assert sizes["batch size"].tolist() == [16, 64]
    # The first epoch, 9 s, includes compiling.
    assert sizes["s/epoch with BN"].tolist() == ["1.00", "1.00"]


def test_diverged_values_are_counted_and_told():
    """Are NaN and infinity left out of the mean, counted, and named in text and verdict?"""
    some = intervals.mean_interval(np.array([0.9, np.nan, 0.92, np.inf]))
    assert (some.count, some.diverged) == (2, 2)
    assert some.mean == pytest.approx(0.91)
    assert some.format(100, 1).endswith("(2 of 4 diverged)")
    assert some.verdict() == "diverged"
    none = intervals.mean_interval(np.array([np.nan, np.nan]))
    assert none.format() == "diverged (2 of 2)"


def test_a_diverged_run_has_no_accuracy():
    """Is the accuracy of a run with a NaN loss told as diverged, in the table too?"""
    rows = [
        ("a", 0, False, "loss", "train", 0.5),
        ("a", 0, False, "accuracy", "validation", 0.9),
        ("b", 0, True, "loss", "train", np.nan),
        ("b", 0, True, "accuracy", "validation", 0.1),
    ]
    history = pd.DataFrame(rows, columns=["run", "seed", "batch_norm", "metric", "split", "value"])
    history = history.assign(preset="p", batch_size=32, epoch=1)
    (row,) = intervals.compare_presets(history).to_dict("records")
    assert row["validation accuracy (%) with BN"] == "diverged (1 of 1)"
    assert row["verdict"] == "diverged"
