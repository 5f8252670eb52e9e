"""Interactive explorer of BN's two modes: ``modes_explorer``.

Its static twin is ``plot_modes.two_modes``.
"""

import numpy as np
import numpy.typing as npt

from course_utils.plot_modes import two_modes
from course_utils.widgets import explorer

#: What the sliders offer.
STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 400, 1000)
MOMENTA = (0.5, 0.9, 0.99, 0.999)
BATCH_SIZES = (2, 4, 8, 16, 32, 64, 128)
BATCHES = 20


def moving_statistics_after(batches: npt.ArrayLike, momentum: float) -> tuple[float, float]:
    """Moving mean and variance of one unit, from 0 and 1, after batches of shape (steps, m).

    momentum: the share of the old value that is kept, as in Keras; variances are biased.
    """
    batches = np.asarray(batches, float)
    weights = (1 - momentum) * momentum ** np.arange(len(batches))[::-1]
    start = momentum ** len(batches)
    return (
        float(weights @ batches.mean(axis=1)),
        float(start + weights @ batches.var(axis=1)),
    )


def modes_explorer(values: npt.ArrayLike, *, epsilon: float = 1e-3):
    """Sliders for the steps trained so far, momentum, batch size and batch; x̂ in either mode.

    values: one unit's values, shape (n,), n > 1; their first stands in every batch, the others
    are drawn. Returns an ipywidgets box. Raises ValueError for another shape.
    """
    import ipywidgets

    values = np.asarray(values, float)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"expected 2 or more values of one unit, got shape {values.shape}")
    steps = ipywidgets.SelectionSlider(options=STEPS, value=20, description="training steps so far")
    momentum = ipywidgets.SelectionSlider(
        options=MOMENTA, value=0.99, description="momentum ρ (share kept)"
    )
    size = ipywidgets.SelectionSlider(options=BATCH_SIZES, value=16, description="batch size")
    number = ipywidgets.IntSlider(1, 1, BATCHES, description="companions, draw no.")
    # 0 and 1 are where the moving statistics start: the axis has to show them.
    reach = min(values.min(), -1.5), max(values.max(), 1.5)

    def draw(steps: int, momentum: float, size: int, number: int) -> np.ndarray:
        # Drawn anew from the same seeds: a moved slider shows what it does, and no other luck.
        trained_on = np.random.default_rng(0).choice(values, (steps, size))
        companions = np.random.default_rng(number).choice(values, size - 1)
        moving = moving_statistics_after(trained_on, momentum)
        batch = np.array([values[0], *companions])
        return two_modes(batch, *moving, epsilon=epsilon, reach=reach)

    return explorer(draw, {"steps": steps, "momentum": momentum, "size": size, "number": number})
