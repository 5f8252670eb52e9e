"""The figures and the explorer of lecture 06 say what their tables hold, divergence included."""

import itertools

import numpy as np
import pandas as pd
import pytest

from course_utils import plot_why, plots, widgets_why

KINDS = ("none", "batch")


def watched(activation: str = "relu") -> pd.DataFrame:
    """A table as `watch_network` returns it: two kinds, two seeds, three measurements."""
    rows = []
    for kind, seed, step in itertools.product(KINDS, (0, 1), (10, 20, 30)):
        high = 1.0 if kind == "none" else 0.25
        measured = [("accuracy", np.nan, 0.5 + high / 5), ("drift", np.nan, high + seed)]
        measured += [("percentile", p, step * high * (p - 50)) for p in (15, 50, 85)]
        measured += [("walk", eta, 1 + high * eta) for eta in (0.0, 0.1, 0.2)]
        measured += [("change", eta, high * eta) for eta in (0.1, 0.2)]
        measured += [("range", np.nan, high * 0.2)]
        rows += [(kind, seed, activation, 0.1, step, *one) for one in measured]
    columns = ["normalization", "seed", "activation", "learning_rate", "step", "measure", "at"]
    return pd.DataFrame(rows, columns=[*columns, "value"])


def swept() -> pd.DataFrame:
    """A table as `train_network` returns it; one run of three diverged without BN at rate 3."""
    rows = []
    for kind, seed, rate in itertools.product(KINDS, range(3), (0.1, 3.0)):
        lost = kind == "none" and rate == 3.0 and seed == 1
        rows.append((kind, seed, rate, 400, "accuracy", "validation", 0.1 if lost else 0.8))
        rows.append((kind, seed, rate, 400, "loss", "validation", np.nan if lost else 0.5))
    columns = ["normalization", "seed", "learning_rate", "step", "metric", "split", "value"]
    return pd.DataFrame(rows, columns=columns)


def test_accuracies_are_told_for_each_kind():
    """Does the alternative text hold the last accuracies, by name?"""
    ax = plot_why.accuracy_by_step(watched())
    assert "without BN 70, with BN 55" in plots.alt_text(ax)


def test_percentiles_are_those_of_the_seed_asked_for():
    """Has each kind a panel with three lines, told from start to end?"""
    axes = plot_why.unit_percentiles(watched(), seed=1)
    assert [ax.get_title() for ax in axes] == ["without BN", "with BN"]
    assert [len(ax.get_lines()) for ax in axes] == [3, 3]
    assert "without BN from -350.00 … 350.00 to -1050.00 … 1050.00" in plots.alt_text(axes)


def test_a_diverged_run_is_a_cross_and_no_accuracy():
    """Is the diverged run marked and counted, and left out of the mean?"""
    ax = plot_why.sweep(swept(), "learning_rate")
    assert "diverged without BN (number of runs)" in ax.get_legend_handles_labels()[1]
    crosses = [
        line for line in ax.get_lines() if line.get_marker() == "X" and len(line.get_xdata())
    ]
    assert len(crosses) == 1
    assert [text.get_text() for text in ax.texts] == ["1"]
    assert "without BN: 80 at 0.1, 80 at 3, 1 diverged at 3" in plots.alt_text(ax)


def test_final_accuracies_tell_divergence():
    """Is it the loss that says whether a run diverged?"""
    final = plot_why.final_accuracies(swept(), "learning_rate")
    lost = final[final["diverged"]]
    assert lost[["normalization", "seed", "learning_rate"]].to_numpy().tolist() == [["none", 1, 3]]


def test_landscape_shows_the_largest_change_of_a_walk():
    """Is it the largest change that stands in the figure, and the range beside it?"""
    text = plots.alt_text(plot_why.landscape_by_step(watched()))
    assert "range of the loss without BN 0.2, with BN 0.05" in text
    assert "change without BN 0.2, with BN 0.05" in text


def test_one_walk_and_the_drift_are_told():
    """Do the other two figures say their last values?"""
    assert "loss without BN 1.2" in plots.alt_text(plot_why.loss_on_the_way(watched(), 20))
    assert "with BN 0.75" in plots.alt_text(plot_why.drift_and_accuracy(watched()))


@pytest.mark.parametrize(
    "call",
    [
        lambda: plot_why.accuracy_by_step(watched().query("measure == 'drift'")),
        lambda: plot_why.loss_on_the_way(watched(), 25),
        lambda: plot_why.final_accuracies(swept().query("metric == 'loss'"), "learning_rate"),
        lambda: widgets_why.landscape_explorer(watched().query("measure == 'drift'")),
    ],
)
def test_what_is_not_in_the_table_is_refused(call):
    """Does a table without the rows say so?"""
    with pytest.raises(ValueError, match="expected"):
        call()


def test_the_explorer_draws_what_is_chosen(monkeypatch):
    """Do both controls decide what is drawn?"""
    drawn = []

    def record(table, step):
        drawn.append((table["activation"].iloc[0], step))
        return original(table, step)

    original = widgets_why.loss_on_the_way
    monkeypatch.setattr(widgets_why, "loss_on_the_way", record)
    both = pd.concat([watched("sigmoid"), watched("relu")])
    box = widgets_why.landscape_explorer(both)
    box.children[0].value = "relu"
    box.children[1].value = 3
    assert drawn[0] == ("sigmoid", 10) and drawn[-1] == ("relu", 30)
    assert "<img" in box.children[2].value
