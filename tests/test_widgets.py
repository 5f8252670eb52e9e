"""The explorers draw what their sliders say, and refuse what can't be drawn."""

import inspect
import re

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
    box = widgets.epsilon_explorer(10_000.0, epsilon=1e-5)
    box.children[0].value = 100.0
    ((name, variance),) = drawn[-1][0].items()
    assert (name, drawn[-1][1]) == ("pixels ÷ 100", 1e-5)
    assert variance == pytest.approx(1.0)
    assert re.search(
        r'<img src="data:image/png;base64,.+" alt=".*pixels ÷ 100', box.children[1].value
    )


def test_explorers_use_no_output_widget():
    """Is there no Output widget, with which a run without a browser can wait for ever?"""
    source = inspect.getsource(widgets)
    assert "ipywidgets.Output" not in source
    assert "interact" not in source.replace("Interactive explorers", "")


@pytest.mark.parametrize(("variance", "epsilon"), [(0.0, 1e-3), (1.0, 0.0), (-1.0, 1e-3)])
def test_what_has_no_curve_is_refused(variance, epsilon):
    """Are a variance and an ε that are not positive errors?"""
    with pytest.raises(ValueError, match="must be positive"):
        widgets.epsilon_explorer(variance, epsilon=epsilon)


def test_sliders_say_what_they_move():
    """Has every control of the explorer a description, so that it can be used by its name?"""
    box = widgets.epsilon_explorer()
    assert box.children[0].description == "divide by"
