"""Whether what a legend names can be told apart without colour, and colours without some cones.

`alike` lists the pairs of a figure's legend that a grey print shows alike: the same line, marker
and hatch, and no clear step in lightness. `lab` and `seen_with` are the arithmetic behind: CIE
L*a*b* of a colour, and how it looks to a colour-blind eye.

Simulation: Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency" (2009), table 1, severity 1.
"""

from itertools import combinations

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

#: Two greys are told apart in a legend from this step of L* (0 black, 100 white) on.
STEP = 20
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour) -> np.ndarray:
    """The colour as linear light, shape (3,)."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*, a*, b* of linear light, against the white of D65."""
    ratio = _XYZ @ light / (_XYZ @ np.ones(3))
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen_with(deficiency: str, colour) -> np.ndarray:
    """L*a*b* of a colour as an eye with this deficiency sees it."""
    return lab(np.clip(np.array(DEFICIENCIES[deficiency]) @ linear(colour), 0, 1))


def lightness(colour) -> float:
    return float(lab(linear(colour))[0])


def look(handle) -> tuple:
    """What of a legend's entry is left in grey: its form, and its lightness."""
    if isinstance(handle, ErrorbarContainer):
        handle = handle[0] or handle[2][0]
    if isinstance(handle, BarContainer):
        handle = handle[0]
    if isinstance(handle, Line2D):
        line = handle.get_linestyle()
        marker = handle.get_marker()
        filled = lightness(handle.get_markerfacecolor()) < 90 if marker != "None" else None
        return ("line", line, str(marker), filled), lightness(handle.get_color())
    if isinstance(handle, Patch):
        # A histogram drawn as an outline is a patch that is not filled.
        colour = handle.get_facecolor() if handle.get_fill() else handle.get_edgecolor()
        form = ("area", handle.get_hatch() or "", handle.get_fill(), handle.get_linestyle())
        return form, lightness(colour[:3])
    paths = handle.get_paths()
    form = np.round(paths[0].vertices, 3).tobytes() if paths else None
    faces = handle.get_facecolor()
    colours = faces if len(faces) else handle.get_edgecolor()
    return (type(handle).__name__, form, bool(len(faces))), lightness(colours[0][:3])


def entries(figure: Figure) -> list[dict]:
    """What each legend of the figure names: label → handle, one dict a legend."""
    own = {}
    for ax in figure.axes:
        own |= dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
    shared = [own] if figure.legends else []
    single = [
        dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
        for ax in figure.axes
        if ax.get_legend()
    ]
    return shared + single


def alike(figure: Figure) -> list[tuple[str, str]]:
    """The pairs of labels whose entries a grey print shows alike."""
    found = []
    for legend in entries(figure):
        looks = {label: look(handle) for label, handle in legend.items()}
        for (one, (form, grey)), (other, (form_2, grey_2)) in combinations(looks.items(), 2):
            if form == form_2 and abs(grey - grey_2) < STEP:
                found.append((one, other))
    return found
