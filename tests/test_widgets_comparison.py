"""The explorer of repeated experiments draws what its sliders say."""

import pytest

from course_utils import widgets_comparison


def test_explorer_follows_its_sliders(monkeypatch):
    """Does moving the number of seeds and the true difference reach the simulation?"""
    drawn = []
    original = widgets_comparison.repeated_intervals

    def record(count, **settings):
        drawn.append((count, settings["true_difference"], settings["spread"]))
        return original(count, **settings)

    monkeypatch.setattr(widgets_comparison, "repeated_intervals", record)
    box = widgets_comparison.repeated_experiments_explorer(0.4)
    seeds, truth, noise, shown = box.children
    seeds.value = 12
    truth.value = -0.5
    assert drawn == [(5, 0.1, 0.4), (12, 0.1, 0.4), (12, -0.5, 0.4)]
    assert "20 experiments with true difference -0.50" in shown.value
    assert [control.description for control in (seeds, truth, noise)] == [
        "seeds",
        "true difference",
        "spread",
    ]


@pytest.mark.parametrize("spread", [0.0, 3.0])
def test_a_spread_off_the_slider_is_refused(spread):
    """Is a spread that the slider can't show an error?"""
    with pytest.raises(ValueError, match="spread"):
        widgets_comparison.repeated_experiments_explorer(spread)
