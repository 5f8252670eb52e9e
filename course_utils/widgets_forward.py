"""Interactive explorer of the forward pass: ``moved_example_explorer``.

Its static twin is ``plot_forward.moved_example``.
"""

import numpy as np
import numpy.typing as npt

from course_utils.plot_forward import moved_example
from course_utils.widgets import explorer


def moved_example_explorer(x: npt.ArrayLike, *, epsilon: float = 1e-3):
    """Sliders for one example of a batch, γ and β; the figure shows what moves with them.

    x: one unit's values over a batch, shape (m,), m > 1. epsilon: BN's ε.
    Returns an ipywidgets box. Raises ValueError for another shape.
    """
    import ipywidgets

    x = np.asarray(x, float)
    if x.ndim != 1 or len(x) < 2:
        raise ValueError(f"expected 2 or more values of one unit, got shape {x.shape}")
    index = ipywidgets.Dropdown(
        options=[(f"no. {i + 1} ({value:g})", i) for i, value in enumerate(x)],
        value=len(x) - 1,
        description="example",
    )
    value = ipywidgets.FloatSlider(
        12, min=-1, max=13, step=0.25, description="move it to", continuous_update=False
    )
    gamma = ipywidgets.FloatSlider(
        1, min=-3, max=3, step=0.25, description="γ", continuous_update=False
    )
    beta = ipywidgets.FloatSlider(
        0, min=-3, max=3, step=0.25, description="β", continuous_update=False
    )

    def draw(index: int, value: float, gamma: float, beta: float) -> np.ndarray:
        return moved_example(x, index, value, gamma=gamma, beta=beta, epsilon=epsilon)

    return explorer(draw, {"index": index, "value": value, "gamma": gamma, "beta": beta})
