"""The explorer of the batch size draws the size that its slider says."""

import inspect
import re

import numpy as np
import pytest

from course_utils import widgets_batch_size

VALUES = np.random.default_rng(0).normal(size=100)


def test_explorer_follows_its_slider(monkeypatch):
    """Does the batch size reach the figure, which has an alternative text?"""
    drawn = []
    original = widgets_batch_size.batch_means

    def record(values, sizes):
        drawn.append(sizes)
        return original(values, sizes)

    monkeypatch.setattr(widgets_batch_size, "batch_means", record)
    box = widgets_batch_size.batch_means_explorer(VALUES)
    box.children[0].value = 4
    assert drawn[-1] == [4]
    assert re.search(r'<img src="data:image/png;base64,.+" alt=".+at 4 ex', box.children[-1].value)


def test_slider_ends_where_the_values_do():
    """Does no batch size exceed the number of values or the largest asked for?"""
    box = widgets_batch_size.batch_means_explorer(VALUES)
    assert box.children[0].options == (1, 2, 4, 8, 16, 32, 64)
    assert box.children[0].description == "batch size"
    box = widgets_batch_size.batch_means_explorer(VALUES, largest=8)
    assert box.children[0].options == (1, 2, 4, 8)


def test_explorer_uses_no_output_widget():
    """Is there no Output widget, with which a run without a browser can wait for ever?"""
    source = inspect.getsource(widgets_batch_size)
    assert "ipywidgets.Output" not in source and "interactive_output" not in source


@pytest.mark.parametrize("values", [[1.0], [[1.0, 2.0]]])
def test_what_is_no_unit_is_refused(values):
    """Are a single value and a table refused?"""
    with pytest.raises(ValueError, match="2 or more values"):
        widgets_batch_size.batch_means_explorer(values)
