"""Figures survive a grey print, and colours a colour-blind eye.

That each figure of the course does is checked by conftest.py: it looks at every figure that a test
of plots leaves open. Here: does that check see what it should, and is the palette sound?
"""

from itertools import combinations

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from greyscale import DEFICIENCIES, alike, lab, lightness, linear, seen_with

from course_utils import plot_style as style


@pytest.fixture
def ax():
    figure, made = plt.subplots()
    yield made
    plt.close(figure)


@pytest.mark.parametrize(
    ("looks", "same"),
    [
        (({"color": style.BLUE}, {"color": style.VERMILLION}), True),
        (({"color": style.BLUE}, {"color": style.VERMILLION, "linestyle": "--"}), False),
        (({"color": style.BLUE, "marker": "o"}, {"color": style.GREEN, "marker": "s"}), False),
        (({"color": style.BLACK}, {"color": style.ORANGE}), False),
        ((style.MODEL_LOOK[True], style.MODEL_LOOK[False]), False),
    ],
)
def test_lines_alike_in_grey_are_found(ax, looks, same):
    """Are two lines alike when only a hue parts them, and not when form or lightness does?"""
    for label, one in zip("ab", looks, strict=True):
        ax.plot([0, 1], label=label, **one)
    ax.legend()
    assert alike(ax.figure) == ([("a", "b")] if same else [])


def test_bars_and_points_alike_in_grey_are_found(ax):
    """Is a hatch seen, and a scatter's marker?"""
    ax.bar([0], [1], color=style.BLUE, label="plain")
    ax.bar([1], [1], color=style.VERMILLION, label="another hue")
    ax.bar([2], [1], color=style.GREEN, hatch="//", label="hatched")
    ax.scatter([0], [1], color=style.BLUE, marker="o", label="round")
    ax.scatter([1], [1], color=style.GREEN, marker="s", label="square")
    ax.errorbar([0], [1], 0.1, color=style.BLUE, marker="^", label="with a bar")
    ax.figure.legend()
    assert alike(ax.figure) == [("plain", "another hue")]


def test_lightness_is_that_of_the_standard():
    """Do black, white, middle grey and pure red have the L* that tables give?"""
    known = {"black": 0, "white": 100, "#777777": 50.0, "red": 53.2}
    for colour, value in known.items():
        assert lightness(colour) == pytest.approx(value, abs=0.1)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colours_of_models_part_for_every_eye(deficiency):
    """Are with and without BN far apart (ΔE over 30) also without one kind of cones?"""
    one, other = (seen_with(deficiency, style.MODEL_LOOK[bn]["color"]) for bn in (True, False))
    assert np.linalg.norm(one - other) > 30


def test_simulated_eyes_confuse_what_they_should():
    """Do a red and a green that part for all come close without the cones for one of them?"""
    red, green = "#B0603A", "#6E7A2A"
    part = np.linalg.norm(lab(linear(red)) - lab(linear(green)))
    close = np.linalg.norm(seen_with("deuteranopia", red) - seen_with("deuteranopia", green))
    assert close < part / 2


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colours_of_the_palette_are_told_apart(deficiency):
    """Does no pair of the palette fall together (ΔE over 10) for a colour-blind eye?"""
    for one, other in combinations(style.PALETTE, 2):
        apart = np.linalg.norm(seen_with(deficiency, one) - seen_with(deficiency, other))
        assert apart > 10, (one, other)
