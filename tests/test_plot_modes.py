"""The figure and the explorer of BN's two modes."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plots
from course_utils.plot_modes import two_modes
from course_utils.widgets_modes import modes_explorer, moving_statistics_after

BATCH = np.array([1.0, 2.0, 3.0, 4.0])


def test_moving_statistics_follow_their_recursion():
    """Do the closed weights give what one update after the other gives?"""
    batches = np.random.default_rng(0).normal(3.0, 2.0, (7, 5))
    mean, variance = 0.0, 1.0
    for batch in batches:
        mean = 0.9 * mean + 0.1 * batch.mean()
        variance = 0.9 * variance + 0.1 * batch.var()
    assert moving_statistics_after(batches, 0.9) == pytest.approx((mean, variance))
    assert moving_statistics_after(np.empty((0, 5)), 0.9) == (0.0, 1.0)


def test_text_has_both_modes():
    """Does the text give x̂ with the batch's statistics and with the moving ones?"""
    axes = two_modes(BATCH, 0.0, 1.0, index=3, epsilon=1e-9)
    text = plots.alt_text(axes)
    assert "In training mode, x̂ of the batch has mean 0.00 and standard deviation 1.00" in text
    assert "that of the marked example is 1.34" in text
    assert "In inference mode, x̂ of the batch has mean 2.50 and standard deviation 1.12" in text
    assert "that of the marked example is 4.00" in text
    plt.close(axes[0].figure)


def test_settled_statistics_make_the_modes_agree():
    """Are both rows of x̂ the same where the moving statistics are those of the batch?"""
    axes = two_modes(BATCH, BATCH.mean(), BATCH.var())
    training, inference = ([line.get_xdata() for line in ax.lines] for ax in axes[1:])
    for one, other in zip(training, inference, strict=True):
        np.testing.assert_allclose(one, other)
    plt.close(axes[0].figure)


def words(box) -> str:
    return box.children[-1].value.split('alt="')[1].split('"')[0]


def test_explorer_follows_its_sliders():
    """Does the marked example depend on its companions in training mode alone?"""
    values = np.random.default_rng(1).normal(3.0, 2.0, 500)
    box = modes_explorer(values)
    steps, momentum, size, number, _ = box.children
    steps.value, momentum.value, size.value = 400, 0.9, 4
    told = {}
    for number.value in (1, 2):
        training, inference = words(box).split("In inference mode")
        told[number.value] = training.split("marked")[1], inference.split("marked")[1]
    assert told[1][0] != told[2][0]
    assert told[1][1] == told[2][1]
    before = words(box)
    steps.value = 0
    assert words(box) != before


def test_every_control_has_a_name():
    """Has every control a description, so that it can be used by its name?"""
    names = [control.description for control in modes_explorer(BATCH).children[:-1]]
    assert names == [
        "training steps so far",
        "momentum ρ (share kept)",
        "batch size",
        "companions, draw no.",
    ]


@pytest.mark.parametrize(
    ("batch", "index", "variance", "message"),
    [([1.0], 0, 1.0, "2 or more"), (BATCH, 4, 1.0, "one of them"), (BATCH, 0, -1.0, "0 or more")],
)
def test_what_cannot_be_drawn_is_refused(batch, index, variance, message):
    """Are other shapes, unknown examples and negative variances errors?"""
    with pytest.raises(ValueError, match=message):
        two_modes(batch, 0.0, variance, index=index)
    with pytest.raises(ValueError, match="2 or more"):
        modes_explorer([1.0])
