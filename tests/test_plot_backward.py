"""Figures of BN's gradient: they show the numbers they are given, and refuse what has none."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plots
from course_utils.plot_backward import example_gradients, path_sums, projection_steps

DY = np.array([1.0, 2.0, -1.0, 4.0])
X_HAT = np.array([-1.0, 1.0, 1.0, -1.0])


@pytest.fixture(autouse=True)
def closed_figures():
    """No figure is left for the next test."""
    yield
    plt.close("all")


def arrow_ends(ax) -> list[tuple[float, float]]:
    return [note.xy for note in ax.texts if not note.get_text()]


def test_bars_are_the_gradients():
    """Has each example a bar of dy above, and one of each dx below, in order?"""
    upper, lower = example_gradients(DY, {"complete": DY / 2, "other": -DY})
    assert [bar.get_height() for bar in upper.patches] == DY.tolist()
    assert [bar.get_height() for bar in lower.patches] == [*(DY / 2), *-DY]
    assert "complete: 0.50, 1.00, -0.50, 2.00" in plots.alt_text(lower)


@pytest.mark.parametrize(
    ("dy", "gradients", "message"),
    [
        (DY, {}, "by their names"),
        (DY, {"a": DY[:3]}, "shape"),
        (DY[None], {"a": DY[None]}, "shape"),
        (DY, {"a": DY * np.nan}, "finite"),
    ],
)
def test_gradients_that_cannot_be_shown_are_refused(dy, gradients, message):
    """Are no gradients, other shapes and values that are not finite errors?"""
    with pytest.raises(ValueError, match=message):
        example_gradients(dy, gradients)


def test_arrows_lose_one_component_each():
    """Do the arrows end where the projections do, with their true lengths?"""
    first, second = projection_steps(DY, X_HAT)
    before, after = arrow_ends(first)
    assert before[0] == pytest.approx(DY.sum() / 2)
    assert np.hypot(*before) == pytest.approx(np.linalg.norm(DY))
    assert after == pytest.approx((0, np.linalg.norm(DY - DY.mean())))
    before, after = arrow_ends(second)
    assert before[0] == pytest.approx(DY @ X_HAT / 2)
    assert after[0] == pytest.approx(0)
    assert first.get_aspect() == second.get_aspect() == 1


def test_epsilon_leaves_a_part_along_x_hat():
    """Does an x̂ of smaller variance keep its share ε / (σ² + ε) of the component?"""
    _, panel = projection_steps(DY, X_HAT / 2)
    before, after = arrow_ends(panel)
    assert after[0] / before[0] == pytest.approx(1 - (X_HAT / 2).var())


@pytest.mark.parametrize(
    ("x_hat", "message"),
    [(X_HAT[:3], "one shape"), (np.zeros(4), "mean 0"), (X_HAT + 1, "mean 0")],
)
def test_what_is_not_normalised_is_refused(x_hat, message):
    """Are other shapes, zeros, and an x̂ with a mean errors?"""
    with pytest.raises(ValueError, match=message):
        projection_steps(DY, x_hat)


def test_sums_are_written_beside_their_bars():
    """Does each bar carry its number, a rounded zero without a sign?"""
    axes = path_sums({"complete": (-1e-9, 0.0), "without the mean": (-2.5, 1.25)})
    words = [[text.get_text() for text in ax.texts] for ax in axes]
    assert words == [["0.00", "−2.50"], ["0.00", "1.25"]]
    assert "without the mean: -2.50 and 1.25" in plots.alt_text(axes)
    with pytest.raises(ValueError, match="at least one"):
        path_sums({})
