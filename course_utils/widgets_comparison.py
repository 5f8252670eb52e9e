"""The explorer of repeated experiments; its static twin is
``plot_comparison.repeated_intervals_figure``.

``repeated_experiments_explorer``: choose the number of seeds, the true difference and the spread,
and see what twenty experiments would have concluded.
"""

from course_utils.plot_comparison import repeated_intervals_figure
from course_utils.repeated_experiments import repeated_intervals
from course_utils.widgets import explorer

#: How many experiments are shown.
REPEATS = 20


def repeated_experiments_explorer(spread: float = 0.3):
    """Sliders for seeds, true difference and spread, both in percentage points.

    spread: where its slider starts, between 0.05 and 2. The noise is the same at every setting, so
    that a moved slider shows what it does, and not other luck.
    Returns an ipywidgets box. Raises ValueError for a spread outside the slider.
    """
    import ipywidgets

    if not 0.05 <= spread <= 2:
        raise ValueError(f"expected a spread from 0.05 to 2 percentage points, got {spread}")
    seeds = ipywidgets.IntSlider(5, 2, 30, description="seeds")
    truth = ipywidgets.FloatSlider(0.1, min=-1.0, max=1.0, step=0.05, description="true difference")
    noise = ipywidgets.FloatSlider(spread, min=0.05, max=2.0, step=0.05, description="spread")

    def draw(seeds: int, truth: float, noise: float):
        intervals = repeated_intervals(seeds, true_difference=truth, spread=noise, repeats=REPEATS)
        ax = repeated_intervals_figure(intervals, truth)
        # Fixed, so that intervals shrink and grow against a scale that stands still.
        ax.set_ylim(-3, 3)
        return ax

    return explorer(draw, {"seeds": seeds, "truth": truth, "noise": noise})
