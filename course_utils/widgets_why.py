"""Interactive explorer of the loss along the gradient: ``landscape_explorer``.

Its static twin is ``plot_why.loss_on_the_way``.
"""

import numpy as np
import pandas as pd

from course_utils.plot_why import loss_on_the_way
from course_utils.widgets import explorer


def landscape_explorer(table: pd.DataFrame):
    """Controls for the activation and the measurement in time; the walk against the gradient.

    table: of `watched_training.watch_network` with a walk. Returns an ipywidgets box.
    Raises ValueError for a table without walks.
    """
    import ipywidgets

    walks = table[table["measure"] == "walk"]
    if walks.empty:
        raise ValueError("expected a table with walks, got none: pass walk=(…) to the grid")
    steps = {
        one: sorted(int(step) for step in rows["step"].unique())
        for one, rows in walks.groupby("activation", sort=False)
    }
    number = ipywidgets.IntSlider(
        1, min=1, max=min(map(len, steps.values())), description="measurement"
    )
    activation = ipywidgets.Dropdown(options=list(steps), description="activation")

    def draw(activation: str, number: int) -> np.ndarray:
        chosen = table[table["activation"] == activation]
        return loss_on_the_way(chosen, steps[activation][number - 1])

    return explorer(draw, {"activation": activation, "number": number})
