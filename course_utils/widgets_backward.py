"""An explorer of the gradient that reaches each example; its static twin is
``plot_backward.example_gradients``.

``upstream_explorer``: choose the upstream gradient of one example, and ε, and see every dx move.
"""

import numpy as np
import numpy.typing as npt

from course_utils.gradient_paths import backward_without
from course_utils.plot_backward import example_gradients
from course_utils.widgets import explorer

#: The two backward passes that the explorer compares, by the paths they leave out.
COMPARED = {"complete": (), "statistics as constants": ("mean", "variance")}


def upstream_gradients(
    dy: npt.ArrayLike, x: npt.ArrayLike, epsilon: float
) -> dict[str, np.ndarray]:
    """dx of one unit, shape (m,), by the complete gradient and with statistics as constants.

    dy, x: shape (m,); γ is 1. Raises ValueError for other shapes.
    """
    dy, x = np.asarray(dy, dtype=float), np.asarray(x, dtype=float)
    if dy.ndim != 1 or dy.shape != x.shape:
        raise ValueError(f"expected dy and x of one shape (m,), got {dy.shape} and {x.shape}")
    return {
        name: backward_without(*missing)(dy[:, None], x[:, None], 1.0, epsilon)[0][:, 0]
        for name, missing in COMPARED.items()
    }


def upstream_explorer(x: npt.ArrayLike):
    """Sliders for an example, its upstream gradient, and ε; all other upstream gradients are 0.

    x: the batch of one unit, shape (m,). Returns an ipywidgets box. Raises ValueError for fewer
    than two examples.
    """
    import ipywidgets

    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or len(x) < 2:
        raise ValueError(f"expected a batch of shape (m,) with 2 or more examples, got {x.shape}")
    example = ipywidgets.IntSlider(1, 1, len(x), description="example")
    upstream = ipywidgets.FloatSlider(
        1.0, min=-2.0, max=2.0, step=0.1, description="its upstream gradient dy"
    )
    epsilon = ipywidgets.FloatLogSlider(1e-3, base=10, min=-5, max=2, step=0.1, description="ε")

    def draw(example: int, upstream: float, epsilon: float):
        dy = np.zeros(len(x))
        dy[example - 1] = upstream
        axes = example_gradients(dy, upstream_gradients(dy, x, epsilon))
        # Fixed, so that bars grow and shrink against a scale that stands still.
        axes[0].set_ylim(-2.2, 2.2)
        axes[1].set_ylim(*(np.array([-2.2, 2.2]) / np.sqrt(x.var() or 1.0)))
        return axes

    controls = {"example": example, "upstream": upstream, "epsilon": epsilon}
    return explorer(draw, controls)
