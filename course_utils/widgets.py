"""Interactive explorers; each has a static twin, which reads well where no kernel runs.

``batch_composition_explorer``: one digit among companions of your choice (twin:
``plot_composition.batch_composition``).
``epsilon_explorer``: pixels divided by a number of your choice, in front of a BN layer with an ε
of your choice (twin: ``plots.epsilon_curve``).
``explorer`` puts controls above a figure and its words; modules with explorers of other units use
it too.
"""

import html
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from course_utils.plot_composition import batch_composition
from course_utils.plot_style import alt_text, image_tag
from course_utils.plots import epsilon_curve

#: How many digits the explorer offers.
OFFERED = 20
#: Variance of a stored pixel (0..255) over all of MNIST's training images: 78.57².
STORED_VARIANCE = 6173.0


def batch_composition_explorer(
    predict: Callable[..., np.ndarray], images: npt.ArrayLike, labels: npt.ArrayLike
):
    """Sliders for a digit, its companions' class and their number; the prediction it gets there.

    predict: `predict(images, training=...)` → probabilities (n, 10), which must leave the model
    as it is. images: prepared for that model, shape (n, …). labels: integers, shape (n,).
    Returns an ipywidgets box. Raises ValueError for lengths that differ or fewer than two images.
    """
    import ipywidgets

    images, labels = np.asarray(images), np.asarray(labels)
    if len(images) != len(labels) or len(images) < 2:
        raise ValueError(
            f"expected a label for each of 2 or more images, got {len(images)} images "
            f"and {len(labels)} labels"
        )
    digit = ipywidgets.IntSlider(0, 0, min(OFFERED, len(images)) - 1, description="digit no.")
    companions = ipywidgets.Dropdown(
        options=[("mixed classes", None), *((f"only {c}s", int(c)) for c in np.unique(labels))],
        description="companions",
    )
    count = ipywidgets.SelectionSlider(
        options=[1, 3, 7, 15, 31, 63], value=31, description="how many"
    )

    def draw(digit: int, companions: int | None, count: int) -> Axes:
        others = companion_indices(labels, digit, companions, count)
        batch = images[[digit, *others]]
        kind = "mixed digits" if companions is None else f"{companions}s"
        return batch_composition(
            {
                "inference mode": predict(batch, training=False)[0],
                f"training mode, with {len(others)} {kind}": predict(batch, training=True)[0],
            },
            int(labels[digit]),
        )

    return explorer(draw, {"digit": digit, "companions": companions, "count": count})


def companion_indices(
    labels: np.ndarray, digit: int, companions: int | None, count: int
) -> np.ndarray:
    """Indices of the first `count` examples other than `digit`, of class `companions` if given."""
    fits = np.ones(len(labels), bool) if companions is None else labels == companions
    others = np.flatnonzero(fits)
    return others[others != digit][:count]


def epsilon_explorer(variance: float = STORED_VARIANCE, *, epsilon: float = 1e-3):
    """Sliders for the number that pixels are divided by, and for ε; what BN makes of the pixels.

    variance: of the stored pixels (0..255); divided by d they have variance / d². epsilon: where
    the slider of ε starts. Both are logarithmic: d from 1 to 10⁵, ε from 10⁻⁸ to 1.
    Returns an ipywidgets box. Raises ValueError for a variance or ε that is not positive.
    """
    import ipywidgets

    if not (variance > 0 and epsilon > 0):
        raise ValueError(f"variance and epsilon must be positive, got {variance} and {epsilon}")
    divisor = ipywidgets.FloatLogSlider(
        255, base=10, min=0, max=5, step=0.02, description="divide pixels by", readout_format=".0f"
    )
    chosen = ipywidgets.FloatLogSlider(
        epsilon, base=10, min=-8, max=0, step=0.1, description="ε", readout_format=".1e"
    )

    # The range of both sliders: the axis stands still while curve and mark move.
    reach = min(variance / 1e10, 1e-9), variance

    def draw(divisor: float, epsilon: float) -> Axes:
        point = {f"pixels ÷ {divisor:,.0f}": variance / divisor**2}
        return epsilon_curve(point, epsilon=epsilon, reach=reach)

    return explorer(draw, {"divisor": divisor, "epsilon": chosen})


def explorer(draw: Callable[..., Axes], controls: Mapping[str, Any]):
    """Controls above the figure that `draw(**values)` returns, drawn anew when one of them moves.

    Under the figure stands its alternative text, so that what moved can be read as well as seen.
    The figure is an HTML image, not an Output widget: what executes notebooks without a browser
    (nbclient) answers Output widgets on the channel where it waits for the kernel's reply, and
    now and then loses that reply and waits for ever.
    Returns an ipywidgets box; `draw` must return Axes with an alternative text.
    """
    import ipywidgets

    shown = ipywidgets.HTML()

    def update(_change=None) -> None:
        axes = draw(**{name: one.value for name, one in controls.items()})
        # Hidden from screen readers, which have the same words from the image.
        words = f'<p aria-hidden="true">{html.escape(alt_text(axes))}</p>'
        shown.value = image_tag(axes, 'style="max-width: 100%"') + words

    longest = max(len(control.description) for control in controls.values())
    for control in controls.values():
        # As wide as the longest: a label that is cut off names nothing.
        control.style.description_width = f"{longest + 2}ch"
        control.layout.width = "min(100%, 36rem)"
        control.observe(update, "value")
    update()
    return ipywidgets.VBox([*controls.values(), shown])
