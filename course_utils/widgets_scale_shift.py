"""Interactive explorer of γ and β: ``scale_shift_explorer``.

Its static twin is ``plot_scale_shift.scaled_and_shifted``.
"""

import numpy as np
import numpy.typing as npt

from course_utils.plot_scale_shift import ACTIVATIONS, scaled_and_shifted
from course_utils.widgets import explorer


def scale_shift_explorer(x: npt.ArrayLike, *, epsilon: float = 1e-3):
    """Sliders for γ and β of one unit, and its activation; what comes out behind each.

    x: the unit's values over a batch, shape (m,), m > 1. epsilon: BN's ε.
    Returns an ipywidgets box. Raises ValueError for another shape.
    """
    import ipywidgets

    x = np.asarray(x, float)
    gamma = ipywidgets.FloatSlider(1, min=-4, max=4, step=0.25, description="scale γ")
    beta = ipywidgets.FloatSlider(0, min=-4, max=4, step=0.25, description="shift β")
    activation = ipywidgets.Dropdown(options=list(ACTIVATIONS), description="activation")

    def draw(gamma: float, beta: float, activation: str) -> np.ndarray:
        return scaled_and_shifted(x, gamma, beta, activation=activation, epsilon=epsilon)

    return explorer(draw, {"gamma": gamma, "beta": beta, "activation": activation})
