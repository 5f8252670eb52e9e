"""Interactive explorers, each with a static twin in `plots`.

Each function returns a widget that a notebook shows by naming it last in a cell. Where no kernel
runs, the twin beside it tells the same. ipywidgets is imported when an explorer is built.

epsilon_explorer  divide the pixels by more and more, and watch BN stop normalising
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt

from course_utils import plots

if TYPE_CHECKING:
    import ipywidgets

#: Variance of one stored pixel value (0..255) over all of MNIST's training images: 78.57².
STORED_VARIANCE = 6173.0


def epsilon_explorer(
    variance: float = STORED_VARIANCE, *, epsilon: float = 1e-3
) -> ipywidgets.Widget:
    """A slider for the number that pixels are divided by; the figure shows what BN makes of them.

    variance: of the stored pixels (0..255); divided by d they have variance / d². epsilon: BN's ε.
    The slider is logarithmic, from 1 to 10⁵. Static twin: `plots.epsilon_curve`.
    Raises ValueError for a variance or ε that is not positive.
    """
    if not (variance > 0 and epsilon > 0):
        raise ValueError(f"variance and epsilon must be positive, got {variance} and {epsilon}.")
    import ipywidgets

    slider = ipywidgets.FloatLogSlider(
        value=255,
        base=10,
        min=0,
        max=5,
        step=0.02,
        description="divide by",
        readout_format=".0f",
        continuous_update=False,
        layout=ipywidgets.Layout(width="32em"),
    )

    def draw(divisor: float) -> None:
        ax = plots.epsilon_curve(
            {f"pixels ÷ {divisor:,.0f}": variance / divisor**2}, None, epsilon=epsilon
        )
        ax.set_xlim(variance / 1e10, variance)
        plt.show()

    return ipywidgets.VBox([slider, ipywidgets.interactive_output(draw, {"divisor": slider})])
