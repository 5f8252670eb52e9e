"""The figure and the explorer of γ and β."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plots
from course_utils.plot_scale_shift import scaled_and_shifted, share_used
from course_utils.widgets_scale_shift import scale_shift_explorer

X = np.random.default_rng(0).normal(3.0, 2.0, 400)


def test_shares_are_counted_by_hand():
    """Is the share of what an activation uses the one that the definition gives?"""
    assert share_used([-1.0, 0.0, 1.0, 2.0], "ReLU") == 0.5
    # tanh(0.6) is off its tangent by 0.063, tanh(0.5) by 0.038.
    assert share_used([0.5, 0.6], "tanh") == 0.5
    # sigmoid(1.5) is off its tangent by 0.057, sigmoid(1.4) by 0.048.
    assert share_used([1.4, 1.5], "sigmoid") == 0.5


def test_text_says_mean_and_spread():
    """Does the alternative text say β as the mean and γ as the standard deviation of y?"""
    axes = scaled_and_shifted(X, -2.0, 1.5, epsilon=1e-9)
    text = plots.alt_text(axes)
    assert "mean 1.50 and standard deviation 2.00" in text
    assert "pass the ReLU" in text
    plt.close(axes[0].figure)


def test_axes_stand_still():
    """Are the ranges of both axes the same whatever γ and β are?"""
    ranges = set()
    for gamma, beta in ((0, 0), (1, 0), (-4, 4)):
        axes = scaled_and_shifted(X, gamma, beta)
        ranges.add(tuple(limit for ax in axes for limit in (*ax.get_xlim(), *ax.get_ylim())))
        plt.close(axes[0].figure)
    assert len(ranges) == 1


def test_explorer_follows_its_controls():
    """Do γ, β and the activation reach the figure's words?"""
    box = scale_shift_explorer(X)
    gamma, beta, activation, shown = box.children
    gamma.value, beta.value, activation.value = 3.0, -1.0, "tanh"
    assert "γ = 3 and β = -1" in shown.value and "bends of tanh" in shown.value
    assert [one.description for one in box.children[:-1]] == ["scale γ", "shift β", "activation"]


@pytest.mark.parametrize(
    ("x", "activation", "message"),
    [([1.0], "ReLU", "2 or more"), ([[1.0, 2.0]], "ReLU", "2 or more"), (X, "swish", "one of")],
)
def test_what_cannot_be_drawn_is_refused(x, activation, message):
    """Are other shapes and unknown activations errors that say what is expected?"""
    with pytest.raises(ValueError, match=message):
        scaled_and_shifted(x, 1.0, 0.0, activation=activation)
