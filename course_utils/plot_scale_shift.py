"""A figure of what γ and β do to a normalised unit, and what the activation makes of it."""

import numpy as np
import numpy.typing as npt

from course_utils import plot_style as style

#: Activations by name: the function, and what of it counts as used, in words.
ACTIVATIONS = {
    "ReLU": (lambda y: np.maximum(y, 0), "pass the ReLU"),
    "sigmoid": (lambda y: 1 / (1 + np.exp(-y)), "reach the bends of the sigmoid"),
    "tanh": (np.tanh, "reach the bends of tanh"),
}
#: The tangent at 0 of the activations that bend: value and slope.
_TANGENTS = {"sigmoid": (0.5, 0.25), "tanh": (0.0, 1.0)}
#: How far from its tangent a curve counts as bent.
_BENT = 0.05


def share_used(y: npt.ArrayLike, activation: str) -> float:
    """The share of y above 0 (ReLU), or where the curve is off its tangent at 0 by over 0.05."""
    y = np.asarray(y, float)
    if activation == "ReLU":
        return float((y > 0).mean())
    value, slope = _TANGENTS[activation]
    return float((np.abs(ACTIVATIONS[activation][0](y) - value - slope * y) > _BENT).mean())


def scaled_and_shifted(
    x: npt.ArrayLike,
    gamma: float,
    beta: float,
    *,
    activation: str = "ReLU",
    epsilon: float = 1e-3,
) -> np.ndarray:
    """Histograms of one unit over a batch: x̂ and y = γx̂ + β, and the activation of y.

    x: shape (m,), m > 1. activation: one of ACTIVATIONS. Returns an array of two Axes, whose
    ranges don't depend on γ and β. Raises ValueError for another shape or activation.
    """
    x = np.asarray(x, float)
    if x.ndim != 1 or len(x) < 2:
        raise ValueError(f"expected 2 or more values of one unit, got shape {x.shape}")
    if activation not in ACTIVATIONS:
        raise ValueError(f"expected one of {', '.join(ACTIVATIONS)}, got {activation!r}")
    x_hat = (x - x.mean()) / np.sqrt(x.var() + epsilon)
    y = gamma * x_hat + beta
    function, used = ACTIVATIONS[activation]
    axes = style.panels(None, 2, size=(4.4, 3.2))
    left, right = axes
    edges = np.linspace(-10, 10, 81)
    look = {"color": style.BLACK, "linestyle": "--", "linewidth": 1.3}
    left.stairs(_shares(x_hat, edges), edges, label="x̂", **look)
    label = f"y = γ x̂ + β, γ = {gamma:g}, β = {beta:g}"
    left.stairs(_shares(y, edges), edges, label=label, color=style.BLUE, fill=True, alpha=0.6)
    left.set(xlabel="value of the unit", ylabel="examples (%)", xlim=(-10, 10), ylim=(0, 50))
    left.set_xticks(range(-10, 11, 5))
    low = {"ReLU": 0.0, "sigmoid": 0.0, "tanh": -1.0}[activation]
    high = 10.0 if activation == "ReLU" else 1.0
    edges = np.linspace(low, high, 41)
    look = {"color": style.VERMILLION, "hatch": "///", "edgecolor": "white"}
    right.bar(edges[:-1], _shares(function(y), edges), np.diff(edges), align="edge", **look)
    right.set(xlabel=f"{activation} of y", xlim=(low, high), ylim=(0, 100))
    style.legend_above(axes, own_figure=True, columns=2)
    share = share_used(y, activation)
    style.describe(
        axes,
        f"Histograms of a unit over {len(x)} examples. With γ = {gamma:g} and β = {beta:g}, y has "
        # Adding 0 turns the −0 of a rounded number into 0.
        f"mean {round(y.mean(), 2) + 0.0:.2f} and standard deviation {y.std():.2f}; "
        f"{share:.0%} of the examples {used}.",
    )
    return axes


def _shares(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Percent of the values in each bin; what lies outside counts in the outermost ones."""
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
    return 100 * counts / len(values)
