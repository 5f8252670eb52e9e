"""The drawn computation graph: complete, told in words, and nothing on top of anything else."""

from itertools import combinations

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import FancyArrowPatch

from course_utils import plot_graph, plots


@pytest.fixture
def drawn():
    """The graph, laid out; closed afterwards."""
    plots.use_style()
    ax = plot_graph.computation_graph()
    ax.figure.canvas.draw()
    yield ax
    plt.close(ax.figure)


def test_every_arrow_has_its_local_derivative(drawn):
    """Are there ten arrows, and a text for each besides the eight boxes?"""
    arrows = [patch for patch in drawn.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == 10
    assert len(drawn.texts) == len(arrows) + 8


def test_no_text_lies_on_another_or_outside(drawn):
    """Do boxes and labels keep clear of each other and of the figure's edge?"""
    renderer = drawn.figure.canvas.get_renderer()
    extents = {text.get_text(): text.get_window_extent(renderer) for text in drawn.texts}
    for (one, first), (other, second) in combinations(extents.items(), 2):
        assert not first.overlaps(second), f"{one} and {other}"
    for extent in extents.values():
        assert drawn.figure.bbox.contains(extent.x0, extent.y0)
        assert drawn.figure.bbox.contains(extent.x1, extent.y1)


def test_paths_are_told_apart_without_colour(drawn):
    """Has each of the three paths a line of its own, and a name in the legend?"""
    assert len({str(line) for _, line in plot_graph.PATH_LOOK.values()}) == 3
    (legend,) = drawn.figure.legends
    assert len(legend.get_texts()) == 3


def test_graph_is_told_in_words(drawn):
    """Does the alternative text name nodes and local derivatives?"""
    text = plots.alt_text(drawn)
    for word in ("mean", "variance", "x̂", "γ", "β", "loss", "1/m"):
        assert word in text


def test_a_callers_axes_are_drawn_on():
    """Is no second figure opened for Axes that are passed?"""
    figure, ax = plt.subplots()
    open_before = plt.get_fignums()
    assert plot_graph.computation_graph(ax) is ax
    assert plt.get_fignums() == open_before
    plt.close(figure)
