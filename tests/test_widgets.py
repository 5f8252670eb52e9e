"""The explorers draw what their sliders say, and refuse what can't be drawn."""

import inspect
import re

import pytest

from course_utils import widgets


def test_epsilon_explorer_follows_its_sliders(monkeypatch):
    """Do divisor and ε reach the curve: the pixels' variance, divided by the divisor's square?"""
    drawn = []

    def record(points, *, epsilon, **options):
        drawn.append((points, epsilon))
        return original(points, epsilon=epsilon, **options)

    original = widgets.epsilon_curve
    monkeypatch.setattr(widgets, "epsilon_curve", record)
    box = widgets.epsilon_explorer(10_000.0, epsilon=1e-5)
    divisor, epsilon, shown = box.children
    divisor.value = 100.0
    ((name, variance),) = drawn[-1][0].items()
    assert (name, drawn[-1][1]) == ("pixels ÷ 100", pytest.approx(1e-5))
    assert variance == pytest.approx(1.0)
    epsilon.value = 1e-2
    assert drawn[-1][1] == pytest.approx(1e-2)
    assert re.search(r'<img src="data:image/png;base64,.+" alt=".*pixels ÷ 100', shown.value)


def test_figure_and_words_change_together():
    """Do the picture, its alternative text and the words under it all follow a slider?"""
    box = widgets.epsilon_explorer()
    pattern = r'base64,([^"]+)" alt="([^"]+)"[^>]*><p aria-hidden="true">([^<]+)</p>'
    before = re.search(pattern, box.children[-1].value).groups()
    box.children[0].value = 10_000.0
    after = re.search(pattern, box.children[-1].value).groups()
    assert after[1] == after[2]
    assert not set(before) & set(after)


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
    assert [one.description for one in box.children[:-1]] == ["divide pixels by", "ε"]


def test_labels_have_room():
    """Is each label's column as wide as the longest label, so that none is cut off?"""
    box = widgets.epsilon_explorer()
    for control in box.children[:-1]:
        width = control.style.description_width
        assert int(width.removesuffix("ch")) > len("divide pixels by")
