"""The explorers draw what their sliders say, and refuse what can't be drawn."""

import pytest

from course_utils import widgets


def test_epsilon_explorer_follows_its_slider(monkeypatch):
    """Does moving the divisor draw the pixels' variance, divided by its square?"""
    drawn = []

    def record(points, *, epsilon):
        drawn.append((points, epsilon))
        return original(points, epsilon=epsilon)

    original = widgets.epsilon_curve
    monkeypatch.setattr(widgets, "epsilon_curve", record)
    monkeypatch.setattr(widgets, "show", lambda: None)
    box = widgets.epsilon_explorer(10_000.0, epsilon=1e-5)
    box.children[0].value = 100.0
    ((name, variance),) = drawn[-1][0].items()
    assert (name, drawn[-1][1]) == ("pixels ÷ 100", 1e-5)
    assert variance == pytest.approx(1.0)


@pytest.mark.parametrize(("variance", "epsilon"), [(0.0, 1e-3), (1.0, 0.0), (-1.0, 1e-3)])
def test_what_has_no_curve_is_refused(variance, epsilon):
    """Are a variance and an ε that are not positive errors?"""
    with pytest.raises(ValueError, match="must be positive"):
        widgets.epsilon_explorer(variance, epsilon=epsilon)


def test_sliders_say_what_they_move():
    """Has every control of the explorer a description, so that it can be used by its name?"""
    box = widgets.epsilon_explorer()
    assert box.children[0].description == "divide by"
