"""The explorer of the forward pass draws what its sliders say."""

import inspect
import re

import numpy as np
import pytest

from course_utils import widgets_forward

BATCH = np.array([1.0, 2.0, 3.0, 4.0])


def test_explorer_follows_its_sliders(monkeypatch):
    """Do example, value, γ and β reach the figure as they are set?"""
    drawn = []
    original = widgets_forward.moved_example

    def record(x, index, value, **settings):
        drawn.append((x.tolist(), index, value, settings))
        return original(x, index, value, **settings)

    monkeypatch.setattr(widgets_forward, "moved_example", record)
    box = widgets_forward.moved_example_explorer(BATCH, epsilon=0.5)
    for control, setting in zip(box.children, (0, 6.0, 2.0, -1.0), strict=False):
        control.value = setting
    wanted = {"gamma": 2.0, "beta": -1.0, "epsilon": 0.5}
    assert drawn[-1] == (BATCH.tolist(), 0, 6.0, wanted)
    assert re.search(r'<img src="data:image/png;base64,.+" alt=".+to 6', box.children[-1].value)


def test_every_control_has_a_name():
    """Has every control a description, so that it can be used by its name?"""
    box = widgets_forward.moved_example_explorer(BATCH)
    names = [control.description for control in box.children[:-1]]
    assert names == ["example", "move it to", "γ", "β"]


def test_explorer_uses_no_output_widget():
    """Is there no Output widget, with which a run without a browser can wait for ever?"""
    source = inspect.getsource(widgets_forward)
    assert "ipywidgets.Output" not in source and "interactive_output" not in source


@pytest.mark.parametrize("batch", [[1.0], [[1.0, 2.0]]])
def test_what_is_no_batch_of_one_unit_is_refused(batch):
    """Are a single value and a table refused?"""
    with pytest.raises(ValueError, match="2 or more values"):
        widgets_forward.moved_example_explorer(batch)
