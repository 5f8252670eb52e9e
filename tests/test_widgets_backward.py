"""The explorer of upstream gradients draws what its sliders say."""

import inspect

import numpy as np
import pytest

from course_utils import widgets_backward
from course_utils.widgets_backward import upstream_explorer, upstream_gradients

X = np.array([0.0, 1.0, 3.0, 8.0])


def test_one_upstream_gradient_reaches_every_example():
    """Does the complete gradient reach all examples, and the other one a single example?"""
    dx = upstream_gradients([0.0, 1.0, 0.0, 0.0], X, 1e-3)
    assert np.abs(dx["complete"]).min() > 1e-3
    assert dx["complete"].sum() == pytest.approx(0)
    assert np.flatnonzero(dx["statistics as constants"]).tolist() == [1]


def test_explorer_follows_its_sliders(monkeypatch):
    """Do example, upstream gradient and ε reach the figure?"""
    drawn = []
    original = widgets_backward.upstream_gradients

    def record(dy, x, epsilon):
        drawn.append((dy.tolist(), epsilon))
        return original(dy, x, epsilon)

    monkeypatch.setattr(widgets_backward, "upstream_gradients", record)
    box = upstream_explorer(X)
    example, upstream, epsilon, figure = box.children
    assert drawn[-1] == ([1.0, 0.0, 0.0, 0.0], pytest.approx(1e-3))
    example.value, upstream.value, epsilon.value = 4, -0.5, 1.0
    assert drawn[-1] == ([0.0, 0.0, 0.0, -0.5], pytest.approx(1.0))
    assert "dy: 0.00, 0.00, 0.00, -0.50" in figure.value
    assert [control.description for control in box.children[:3]] == [
        "example",
        "its upstream gradient dy",
        "ε",
    ]


def test_there_is_no_output_widget():
    """Is there no Output widget, with which a run without a browser can wait for ever?"""
    source = inspect.getsource(widgets_backward)
    assert "Output" not in source and "interact" not in source


def test_what_is_no_batch_is_refused():
    """Are a single example and arrays of other shapes errors?"""
    with pytest.raises(ValueError, match="2 or more"):
        upstream_explorer(X[:1])
    with pytest.raises(ValueError, match="one shape"):
        upstream_gradients(X, X[:3], 1e-3)
