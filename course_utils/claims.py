"""Claims with their evidence: a table that says supported, contradicted, inconclusive or diverged.

A `Claim` holds a sentence, what was measured for it, and the range in which the measured value
bears the sentence out (`above`, `below`, `within`); `claims_table` lists claims with verdicts that
are computed, not written. `plot_claims.claims_figure` draws the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from course_utils.intervals import Interval

ClaimVerdict = Literal["supported", "contradicted", "inconclusive", "diverged"]


@dataclass(frozen=True)
class Range:
    """The values from `low` to `high` that bear a claim out, both ends included."""

    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"low must be less than high, got {self.low} and {self.high}.")

    def format(self, scale: float = 1.0) -> str:
        """Return "≥ 2", "≤ 0" or "0.9 to 1.1", multiplied by `scale`."""
        if math.isinf(self.high):
            return f"≥ {self.low * scale:g}"
        if math.isinf(self.low):
            return f"≤ {self.high * scale:g}"
        return f"{self.low * scale:g} to {self.high * scale:g}"


def above(low: float) -> Range:
    """The range of a claim that needs at least `low`."""
    return Range(low=low)


def below(high: float) -> Range:
    """The range of a claim that needs at most `high`."""
    return Range(high=high)


def within(low: float, high: float) -> Range:
    """The range of a claim that needs a value from `low` to `high`."""
    return Range(low, high)


@dataclass(frozen=True)
class Claim:
    """A sentence and its evidence from this run.

    text: the claim. measured: what the evidence is a value of, in words, with its unit.
    evidence: an interval over seeds, or a number where there is nothing to average.
    holds_if: the values that bear the claim out. literature: who found what.
    scale: factor for display (100 for percent). digits: decimal places shown.
    """

    text: str
    measured: str
    evidence: Interval | float
    holds_if: Range
    literature: str = ""
    scale: float = 1.0
    digits: int = 2

    @property
    def ends(self) -> tuple[float, float]:
        """Lower and upper end of the evidence; NaN for an interval of a single run."""
        if isinstance(self.evidence, Interval):
            return self.evidence.low, self.evidence.high
        return float(self.evidence), float(self.evidence)

    def verdict(self) -> ClaimVerdict:
        """Where the evidence lies: inside the range, outside of it, or across its border.

        "diverged" if a run did, or the number isn't finite; "inconclusive" for a single run.
        """
        if isinstance(self.evidence, Interval):
            if self.evidence.diverged:
                return "diverged"
        elif not math.isfinite(self.evidence):
            return "diverged"
        low, high = self.ends
        if self.holds_if.low <= low and high <= self.holds_if.high:
            return "supported"
        if high < self.holds_if.low or low > self.holds_if.high:
            return "contradicted"
        return "inconclusive"

    def told(self) -> str:
        """The evidence in words, such as "2.31 ± 0.40" or "diverged (3 of 3)"."""
        if isinstance(self.evidence, Interval):
            return self.evidence.format(self.scale, self.digits)
        if not math.isfinite(self.evidence):
            return "diverged"
        return f"{self.evidence * self.scale:.{self.digits}f}"


def claims_table(claims: Iterable[Claim]) -> pd.DataFrame:
    """Return one row a claim: claim, measured, evidence here, holds if, verdict, literature.

    Raises ValueError if there is no claim.
    """
    rows = [
        {
            "claim": claim.text,
            "measured": claim.measured,
            "evidence here": claim.told(),
            "holds if": claim.holds_if.format(claim.scale),
            "verdict": claim.verdict(),
            "literature": claim.literature,
        }
        for claim in claims
    ]
    if not rows:
        raise ValueError("expected at least one claim, got none")
    return pd.DataFrame(rows)
