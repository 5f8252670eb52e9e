"""The figure beside a table of claims: ``claims_figure``."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from course_utils import plot_style as style
from course_utils.claims import Claim
from course_utils.intervals import Interval

#: Colour and marker of each verdict.
LOOK = {
    "supported": (style.BLUE, "o"),
    "contradicted": (style.VERMILLION, "s"),
    "inconclusive": (style.GREY, "D"),
    "diverged": (style.BLACK, "x"),
}


def claims_figure(claims: Iterable[Claim]) -> np.ndarray:
    """One row a claim, each on an axis of its own: the evidence, and where the claim holds.

    The band is the range in which the claim holds; colour and marker of the evidence say the
    verdict. Evidence that diverged is a cross in the middle. Returns an array of Axes.
    Raises ValueError if there is no claim.
    """
    claims = list(claims)
    if not claims:
        raise ValueError("expected at least one claim, got none")
    axes = style.panels(None, len(claims), size=(8.6, 0.82), columns=1)
    told = []
    for ax, claim in zip(axes, claims, strict=True):
        verdict = claim.verdict()
        _draw(ax, claim, verdict)
        told.append(f"{claim.text}: {claim.told()}, {verdict}")
    style.describe(axes, f"Claims and their evidence. {'; '.join(told)}.")
    return axes


def _draw(ax: Axes, claim: Claim, verdict: str) -> None:
    colour, marker = LOOK[verdict]
    ends = [end * claim.scale for end in claim.ends if math.isfinite(end)]
    borders = [claim.holds_if.low * claim.scale, claim.holds_if.high * claim.scale]
    centre = claim.evidence.mean if isinstance(claim.evidence, Interval) else claim.evidence
    points = [*ends, *(border for border in borders if math.isfinite(border))]
    if math.isfinite(centre):
        points.append(centre * claim.scale)
    width = max(points) - min(points) or max(abs(points[0]), 1.0)
    low, high = min(points) - 0.25 * width, max(points) + 0.25 * width
    ax.set_xlim(low, high)
    ax.axvspan(max(borders[0], low), min(borders[1], high), color=style.BLUE, alpha=0.12)
    if math.isfinite(centre):
        if len(ends) == 2:
            ax.plot(ends, [0, 0], color=colour, linewidth=3, solid_capstyle="butt")
        ax.plot(centre * claim.scale, 0, color=colour, marker=marker, markersize=8)
    else:
        ax.plot((low + high) / 2, 0, color=colour, marker=marker, markersize=10)
    ax.set_title(f"{claim.text}  ·  {claim.measured}", loc="left", fontsize=9.5)
    ax.set_ylabel(verdict, rotation=0, ha="right", va="center", color=colour, fontsize=10)
    ax.set_yticks([])
    ax.set_ylim(-1, 1)
    ax.tick_params(axis="x", labelsize=8)
