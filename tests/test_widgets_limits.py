"""The explorer of normalizations draws what its controls say."""

import inspect
import re

from course_utils import widgets_limits


def test_explorer_follows_its_controls(monkeypatch):
    """Do kind, example, channel and groups reach the figure, counted from 0?"""
    drawn = []
    original = widgets_limits.shared_statistics

    def record(kind, **settings):
        drawn.append((kind, settings))
        return original(kind, **settings)

    monkeypatch.setattr(widgets_limits, "shared_statistics", record)
    box = widgets_limits.normalization_explorer()
    for control, value in zip(box.children, ("layer", 4, 6, 3), strict=False):
        control.value = value
    assert drawn[-1] == ("layer", {"example": 3, "channel": 5, "groups": 3})
    assert re.search(r'<img src="data:image/png;base64,.+" alt=".+layer', box.children[-1].value)


def test_every_control_has_a_name():
    """Has every control a description, so that it can be used by its name?"""
    box = widgets_limits.normalization_explorer()
    names = [control.description for control in box.children[:-1]]
    assert names == ["kind", "example", "channel", "groups"]


def test_explorer_uses_no_output_widget():
    """Is there no Output widget, with which a run without a browser can wait for ever?"""
    source = inspect.getsource(widgets_limits)
    assert "ipywidgets.Output" not in source and "interactive_output" not in source
