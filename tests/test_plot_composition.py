"""The figure and the explorer of one digit in several batches."""

import numpy as np
import pytest

from course_utils import plots, widgets
from course_utils.plot_composition import batch_composition

ROW = np.eye(10)[3] * 0.6 + 0.04


def test_figure_names_the_predicted_class_of_each_batch():
    """Does the alternative text say what the digit is called in which batch?"""
    ax = batch_composition({"alone": ROW, "with 5s": np.roll(ROW, 2)}, 3)
    text = plots.alt_text(ax)
    assert "alone: 3 with probability 0.64" in text and "with 5s: 5" in text
    assert len(ax.patches) == 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [({}, "at least one"), ({"a": ROW[:9]}, "probabilities"), ({"a": 5 * ROW}, "softmax")],
)
def test_what_is_no_probability_is_refused(rows, message):
    """Are no batches, other shapes and logits refused?"""
    with pytest.raises(ValueError, match=message):
        batch_composition(rows, 3)


def test_companions_are_of_the_class_asked_for_and_never_the_digit_itself():
    """Are companions chosen by class, without the digit, and no more than asked?"""
    labels = np.array([5, 5, 1, 5, 1, 5])
    assert widgets.companion_indices(labels, 1, 5, 2).tolist() == [0, 3]
    assert widgets.companion_indices(labels, 0, None, 9).tolist() == [1, 2, 3, 4, 5]


def test_explorer_puts_the_digit_first_into_its_batch():
    """Does `predict` get the digit and its companions, in both modes?"""
    seen = []

    def predict(images, training):
        seen.append((images[:, 0].tolist(), training))
        return np.tile(ROW, (len(images), 1))

    images = np.arange(6.0)[:, None]
    box = widgets.batch_composition_explorer(predict, images, np.array([5, 5, 1, 5, 1, 5]))
    box.children[0].value = 2
    assert seen[-2:] == [([2, 0, 1, 3, 4, 5], False), ([2, 0, 1, 3, 4, 5], True)]
