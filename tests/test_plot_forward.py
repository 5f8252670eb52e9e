"""The figures of the forward pass: what they show, and what they refuse."""

import numpy as np
import pytest

from course_utils import plot_forward, plots

BATCH = np.array([1.0, 2.0, 3.0, 4.0])


def test_histograms_tell_mean_and_deviation_of_each_unit():
    """Does the alternative text give each unit's mean and standard deviation, before and after?"""
    before = np.random.default_rng(0).normal([2.0, -1.0], [3.0, 0.5], (500, 2))
    after = (before - before.mean(axis=0)) / before.std(axis=0)
    text = plots.alt_text(plot_forward.unit_histograms(before, after))
    assert f"unit 1 before: mean {before[:, 0].mean():.2f}" in text
    assert "unit 2 normalised: mean" in text and "standard deviation 1.00" in text


def test_moving_one_example_moves_the_others():
    """Does the text say how far the others' x̂ went, in numbers worked out by hand?"""
    axes = plot_forward.moved_example(BATCH, 3, 9.0, epsilon=0.25)
    # √(1.25 + 0.25) and √(9.6875 + 0.25); 1 goes from −1.5/1.2247 to −2.75/3.1524, 3 from
    # 0.5/1.2247 to −0.75/3.1524, which is the farthest.
    assert "from 4 to 9" in plots.alt_text(axes)
    assert "change by up to 0.65" in plots.alt_text(axes)


def test_scaled_values_stand_where_gamma_and_beta_put_them():
    """Is the third row γ x̂ + β?"""
    axes = plot_forward.moved_example(BATCH, 0, 1.0, gamma=2.0, beta=5.0)
    normalised, scaled = (
        np.array([line.get_xdata()[0] for line in ax.lines], float) for ax in axes[1:]
    )
    np.testing.assert_allclose(scaled, 2 * normalised + 5)


def test_gamma_zero_can_be_drawn():
    """Is a figure drawn for γ = 0, where all y are β?"""
    low, high = plot_forward.moved_example(BATCH, 0, 7.0, gamma=0.0, beta=2.0)[2].get_xlim()
    assert low < 2 < high


def test_epsilon_bounds_the_factor():
    """Does the text name the largest factor with ε inside the root and outside?"""
    text = plots.alt_text(plot_forward.root_with_epsilon({"Keras": 1e-3}))
    assert "at most 32 inside the root, 1000 outside" in text


def test_moving_statistics_tell_where_they_end():
    """Does the text give the last value of each curve beside its target?"""
    curve = np.tile([[1.0, 2.0], [3.0, 4.0]], (5, 1, 1))
    axes = plot_forward.moving_statistics({"Keras": curve}, {"Keras": 0.9}, (6.0, 8.0))
    assert "moving mean, Keras: 3.00 of 6.00" in plots.alt_text(axes)
    assert "moving variance, Keras: 4.00 of 8.00" in plots.alt_text(axes)


def test_noise_tells_both_panels():
    """Does the text give the spread of the example and the noise by batch size?"""
    axes = plot_forward.statistics_noise(
        {4: [-1.0, 1.0], 16: [0.0, 0.5]}, 0.25, {"mean": {4: [0.5, 0.5], 16: [0.25, 0.25]}}
    )
    text = plots.alt_text(axes)
    assert "B = 4: -1.00 to 1.00" in text and "at inference 0.25" in text
    assert "mean at B = 16: 0.250" in text


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot_forward.unit_histograms(np.ones((3, 5)), np.ones((3, 5))), "1 to 4 units"),
        (lambda: plot_forward.unit_histograms(np.ones((3, 2)), np.ones((3, 1))), "one shape"),
        (lambda: plot_forward.moved_example([1.0], 0, 2.0), "2 or more values"),
        (lambda: plot_forward.moved_example(BATCH, 4, 2.0), "one of them"),
        (lambda: plot_forward.root_with_epsilon({}), "positive values"),
        (lambda: plot_forward.root_with_epsilon({"none": 0.0}), "positive values"),
        (lambda: plot_forward.moving_statistics({}, {}, (0, 1)), "kept share"),
        (
            lambda: plot_forward.moving_statistics({"a": np.ones((2, 3))}, {"a": 0.9}, (0, 1)),
            "repetitions, steps, 2",
        ),
        (lambda: plot_forward.statistics_noise({}, 0.0, {}), "at least one"),
    ],
)
def test_what_a_figure_would_misrepresent_is_refused(draw, message):
    """Are wrong shapes, indices and empty data errors that say what was expected?"""
    with pytest.raises(ValueError, match=message):
        draw()
