"""Interactive explorer of the kinds of normalization: ``normalization_explorer``.

Its static twin is ``plot_limits.shared_statistics``.
"""

import numpy as np

from course_utils.plot_limits import CHANNELS, EXAMPLES, KINDS, shared_statistics
from course_utils.widgets import explorer


def normalization_explorer():
    """Choose a kind, a value and the number of groups; see which values share its statistics.

    Returns an ipywidgets box.
    """
    import ipywidgets

    kind = ipywidgets.Dropdown(options=KINDS, value="group", description="kind")
    example = ipywidgets.IntSlider(1, 1, EXAMPLES, description="example")
    channel = ipywidgets.IntSlider(3, 1, CHANNELS, description="channel")
    groups = ipywidgets.SelectionSlider(
        options=[n for n in range(1, CHANNELS + 1) if CHANNELS % n == 0],
        value=2,
        description="groups",
    )

    def draw(kind: str, example: int, channel: int, groups: int) -> np.ndarray:
        return shared_statistics(kind, example=example - 1, channel=channel - 1, groups=groups)

    return explorer(draw, {"kind": kind, "example": example, "channel": channel, "groups": groups})
