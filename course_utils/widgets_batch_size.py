"""The explorer of the batch size: how noisy are the means of batches of this size?

Its static twin is ``plot_batch_size.batch_means``.
"""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from course_utils.plot_batch_size import batch_means
from course_utils.widgets import explorer


def batch_means_explorer(values: npt.ArrayLike, *, largest: int = 1024):
    """A slider for the batch size, in powers of two; the figure shows the means of such batches.

    values: one unit's pre-activations, shape (n,). largest: where the slider ends, at most n.
    Returns an ipywidgets box. Raises ValueError for fewer than two values.
    """
    import ipywidgets

    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or values.size < 2:
        raise ValueError(f"expected 2 or more values of one unit, got shape {values.shape}")
    powers = int(np.log2(min(largest, values.size)))
    size = ipywidgets.SelectionSlider(
        options=[2**power for power in range(powers + 1)],
        value=2 ** min(4, powers),
        description="batch size",
    )

    def draw(size: int) -> Axes:
        return batch_means(values, [size])[0]

    return explorer(draw, {"size": size})
